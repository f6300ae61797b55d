/**
 * What FreeSWITCH does with a directory answer, written anew from its source and checked against what it was seen to
 * do: a peer for the tests that needs no FreeSWITCH. Also the recorded requests and the directory they were asked of.
 *
 * <p>File and line numbers are those of FreeSWITCH 1.11 ({@code src/} left out).
 */
@NullMarked
package dev.switchbook.directory.freeswitch;

import org.jspecify.annotations.NullMarked;
