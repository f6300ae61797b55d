package dev.switchbook.directory.freeswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pre-processor that FreeSWITCH runs on every XML file, answers included (preprocess(), switch_xml.c:1462-1683).
 * Commands are recorded, none is run, and what they would have printed or included is left out; {@code set} does change
 * the variables.
 */
final class Preprocessor {

    private static final Set<String> IN_TAG = Set.of("set", "exec-set", "stun-set", "env-set", "include", "exec");
    private static final Set<String> IN_COMMENT = Set.of("set", "exec-set", "stun-set", "include", "exec");

    private final Map<String, String> globals;
    private final List<Directive> executed;
    private final StringBuilder out = new StringBuilder();
    private boolean insideComment;

    private Preprocessor(Map<String, String> globals, List<Directive> executed) {
        this.globals = globals;
        this.executed = executed;
    }

    /**
     * The file as it goes to the parser.
     *
     * @param globals FreeSWITCH's global variables, changed by {@code set}; keys and values one char a byte
     */
    static String run(String file, Map<String, String> globals, List<Directive> executed) {
        Preprocessor preprocessor = new Preprocessor(globals, executed);
        for (String line : Lines.of(file)) {
            preprocessor.line(line);
        }
        return preprocessor.out.toString();
    }

    private void line(String raw) {
        GlobalVariables.Expanded expanded = GlobalVariables.expand(raw, globals);
        String seen = expanded.remainsOfLine();
        if (seen.contains("<include>") || seen.contains("</include>") || seen.contains("<?")) {
            return; // switch_xml.c:1511
        }
        String line = expanded.text();
        if (insideComment) {
            int end = seen.indexOf("-->");
            if (end < 0) {
                return;
            }
            insideComment = false;
            line = seen.substring(end + 3);
        }
        int tag = CText.indexOfIgnoreCase(line, "X-pre-process", 0);
        int comment = line.indexOf("<!--#");
        if (tag >= 0) {
            tag(line, tag); // the line is gone whatever the tag says
        } else if (comment >= 0) {
            comment(line, comment);
        } else {
            out.append(line);
        }
    }

    /** {@code <X-PRE-PROCESS cmd="…" data="…"/>} (switch_xml.c:1525-1605). */
    private void tag(String line, int at) {
        if (at == 0 || line.charAt(at - 1) != '<') {
            return;
        }
        int end = line.indexOf("/>", at);
        String tag = end < 0 ? line.substring(at) : line.substring(at, end + 2);
        int command = valueOf("cmd", tag, 0);
        if (command < 0) {
            return;
        }
        int commandEnd = tag.indexOf('"', command);
        if (commandEnd < 0) {
            return;
        }
        int data = valueOf("data", tag, commandEnd + 1);
        if (data >= 0) {
            int dataEnd = tag.indexOf('"', data);
            String argument = tag.substring(data, dataEnd < 0 ? tag.length() : dataEnd);
            execute(tag.substring(command, commandEnd), argument, IN_TAG);
        }
    }

    /** Where the value behind {@code name="} begins, with anything between the three; -1 if it does not. */
    private static int valueOf(String name, String tag, int from) {
        int at = CText.indexOfIgnoreCase(tag, name, from);
        at = at < 0 ? -1 : tag.indexOf('=', at);
        at = at < 0 ? -1 : tag.indexOf('"', at);
        return at < 0 ? -1 : at + 1;
    }

    /** {@code <!--#exec "…"-->}; may go on over several lines (switch_xml.c:1608-1668). */
    private void comment(String line, int at) {
        out.append(line, 0, at);
        int end = line.indexOf("-->", at);
        if (end >= 0) {
            out.append(line, end + 3, line.length());
        } else {
            insideComment = true;
        }
        String body = line.substring(at + 5, end < 0 ? line.length() : Math.max(end, at + 5));
        body = upTo('\n', upTo('\r', body));
        int space = body.indexOf(' ');
        if (space >= 0) {
            execute(body.substring(0, space), unquoted(body.substring(space + 1)), IN_COMMENT);
        }
    }

    private static String upTo(char stop, String text) {
        int at = text.indexOf(stop);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String unquoted(String argument) {
        int open = argument.indexOf('"');
        int close = open < 0 ? -1 : argument.indexOf('"', open + 1);
        return close < 0 ? argument : argument.substring(open + 1, close);
    }

    private void execute(String command, String argument, Set<String> known) {
        if (known.stream().noneMatch(name -> CText.equalsIgnoreCase(name, command))) {
            return;
        }
        executed.add(new Directive(CText.text(command), CText.text(argument)));
        int equals = argument.indexOf('=');
        if (CText.equalsIgnoreCase("set", command) && equals >= 0) {
            globals.put(
                    argument.substring(0, equals).stripTrailing(),
                    argument.substring(equals + 1).stripLeading());
        }
    }

    /** Lines as switch_fp_read_dline() hands them out (switch_utils.c:890), each cut at its first NUL. */
    private static final class Lines {

        /** One byte short of what the buffer of DLINE_MAX_SIZE holds beside its NUL (switch_utils.c:841, 908). */
        private static final int LIMIT = 1_048_574;

        private Lines() {}

        /** A line ends behind CR or LF. At the limit it is cut, the byte that did not fit is lost, the rest goes on. */
        static List<String> of(String file) {
            List<String> lines = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < file.length(); i++) {
                boolean full = i - start == LIMIT;
                if (full || file.charAt(i) == '\n' || file.charAt(i) == '\r') {
                    lines.add(upTo('\0', file.substring(start, full ? i : i + 1)));
                    start = i + 1;
                }
            }
            lines.add(upTo('\0', file.substring(start)));
            return lines;
        }
    }
}
