/** From the bytes of a mod_xml_curl request to what it asks for. */
@NullMarked
package dev.switchbook.directory.request;

import org.jspecify.annotations.NullMarked;
