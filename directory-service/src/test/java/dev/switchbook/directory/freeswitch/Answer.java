package dev.switchbook.directory.freeswitch;

import org.jspecify.annotations.Nullable;

/**
 * A parsed answer, and whether it counts (switch_xml_locate(), switch_xml.c:1795-1875).
 *
 * @param section the directory section, or null if there is none to search
 * @param problem why an answer does not count, if it does not
 */
record Answer(@Nullable XmlNode section, String problem) {

    static Answer of(String preprocessed) {
        XmlParser.Parsed parsed = XmlParser.parse(preprocessed);
        if (!parsed.error().isEmpty()) {
            return new Answer(null, parsed.error());
        }
        XmlNode result = parsed.root().find("section", "name", "result");
        XmlNode status = result == null ? null : result.child("result");
        if (status != null && CText.equalsIgnoreCase(status.attributeOrEmpty("status"), "not found")) {
            return new Answer(null, "not found");
        }
        XmlNode directory = parsed.root().find("section", "name", "directory");
        return new Answer(directory, directory == null ? "no directory section" : "another domain");
    }

    @Nullable XmlNode domain(String name) {
        return section == null ? null : section.find("domain", "name", name);
    }
}
