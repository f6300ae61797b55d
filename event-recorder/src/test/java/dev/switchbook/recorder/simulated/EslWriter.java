package dev.switchbook.recorder.simulated;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames as mod_event_socket writes them: {@code switch_event_serialize}, {@code switch_event_serialize_json}. */
final class EslWriter {
    /** In a value: comes out as bytes that are no UTF-8. */
    static final String BROKEN_UTF8 = "\uFDD0";

    private static final byte[] BROKEN_MARK = BROKEN_UTF8.getBytes(StandardCharsets.UTF_8);
    private static final String URL_UNSAFE = "\r\n \"#%&+:;<=>?@[\\]^`{|}";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private EslWriter() {}

    static byte[] reply(String text) {
        return bytes("Content-Type: command/reply\nReply-Text: " + text + "\n\n");
    }

    static byte[] bgapiReply(String job) {
        return bytes("Content-Type: command/reply\nReply-Text: +OK Job-UUID: " + job + "\nJob-UUID: " + job + "\n\n");
    }

    static byte[] apiResponse(String body) {
        byte[] content = bytes(body);
        return join(bytes("Content-Type: api/response\nContent-Length: " + content.length + "\n\n"), content);
    }

    static byte[] notice(String type, String text) {
        return bytes("Content-Type: " + type + "\nContent-Length: " + text.length() + "\n\n" + text);
    }

    static byte[] eventFrame(EslEvent event, EslFormat format) {
        String text = switch (format) {
            case PLAIN -> plain(event);
            case JSON -> json(event);
            case XML -> xml(event);
        };
        byte[] content = bytes(text);
        breakMarks(content);
        byte[] head =
                bytes("Content-Length: " + content.length + "\nContent-Type: text/event-" + format.text() + "\n\n");
        return join(head, content);
    }

    static String plain(EslEvent event) {
        StringBuilder out = new StringBuilder(8192);
        for (EslHeader header : event.headers()) {
            out.append(header.name()).append(": ");
            String value = plainValue(header);
            if (value.isEmpty()) {
                out.append("_undef_");
            } else {
                urlEncode(out, value);
            }
            out.append('\n');
        }
        String body = event.body();
        if (body != null) {
            out.append("Content-Length: ").append(bytes(body).length).append('\n');
        }
        out.append('\n');
        return body == null ? out.toString() : out.append(body).toString();
    }

    private static String plainValue(EslHeader header) {
        return header.array() ? "ARRAY::" + String.join("|:", header.values()) : header.value();
    }

    static String json(EslEvent event) {
        StringBuilder out = new StringBuilder(8192).append('{');
        for (EslHeader header : event.headers()) {
            separate(out);
            quote(out, header.name());
            out.append(':');
            if (header.array()) {
                out.append('[');
                for (int i = 0; i < header.values().size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    quote(out, header.values().get(i));
                }
                out.append(']');
            } else {
                quote(out, header.value());
            }
        }
        String body = event.body();
        if (body != null) {
            separate(out);
            out.append("\"Content-Length\":\"").append(bytes(body).length).append("\",\"_body\":");
            quote(out, body);
        }
        return out.append('}').toString();
    }

    private static String xml(EslEvent event) {
        StringBuilder out = new StringBuilder(8192).append("<event>\n  <headers>\n");
        for (EslHeader header : event.headers()) {
            out.append("    <").append(header.name()).append('>');
            urlEncode(out, plainValue(header));
            out.append("</").append(header.name()).append(">\n");
        }
        out.append("  </headers>\n");
        String body = event.body();
        if (body != null) {
            out.append("  <Content-Length>").append(bytes(body).length).append("</Content-Length>\n  <body>");
            escapeXml(out, body);
            out.append("</body>\n");
        }
        return out.append("</event>\n").toString();
    }

    private static void separate(StringBuilder out) {
        if (out.length() > 1) {
            out.append(',');
        }
    }

    /** {@code switch_url_encode}: leaves a percent sign alone that two hex digits follow. */
    private static void urlEncode(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean encoded =
                    c == '%' && i + 2 < value.length() && isHex(value.charAt(i + 1)) && isHex(value.charAt(i + 2));
            if (encoded || (c >= ' ' && c <= '~' && URL_UNSAFE.indexOf(c) < 0)) {
                out.append(c);
            } else if (c < 128) {
                percent(out, c);
            } else {
                int end = Character.isHighSurrogate(c) && i + 1 < value.length() ? i + 2 : i + 1;
                for (byte b : bytes(value.substring(i, end))) {
                    percent(out, b & 0xff);
                }
                i = end - 1;
            }
        }
    }

    private static void percent(StringBuilder out, int b) {
        out.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    }

    /** As cJSON prints a string: no escape for the slash, none for what is not ASCII. */
    static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** {@code switch_amp_encode}. */
    static void escapeXml(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }

    private static void breakMarks(byte[] content) {
        for (int i = 0; i + 2 < content.length; i++) {
            if (content[i] == BROKEN_MARK[0] && content[i + 1] == BROKEN_MARK[1] && content[i + 2] == BROKEN_MARK[2]) {
                content[i] = (byte) 0xff;
                content[i + 1] = (byte) 0xc3;
                content[i + 2] = '(';
            }
        }
    }

    static byte[] join(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
