package dev.switchbook.directory.freeswitch;

import java.util.Map;

/** Ways to write a value into an attribute, as tried on FreeSWITCH. */
enum Encoding {
    NONE,
    NAMED,
    NAMED_AND_MORE,
    RULE,
    ALL_DECIMAL,
    ALL_HEX;

    private static final Map<Integer, String> ENTITIES =
            Map.of((int) '<', "&lt;", (int) '>', "&gt;", (int) '"', "&quot;", (int) '\'', "&apos;", (int) '&', "&amp;");

    String encode(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints().forEach(c -> out.append(encode(c)));
        return out.toString();
    }

    private String encode(int c) {
        String plain = Character.toString(c);
        String decimal = "&#" + c + ";";
        return switch (this) {
            case NONE -> plain;
            case NAMED -> ENTITIES.getOrDefault(c, plain);
            case NAMED_AND_MORE -> c == '$' || c == '-' || c < ' ' ? decimal : ENTITIES.getOrDefault(c, plain);
            case RULE -> c >= 0x80 || Character.isLetterOrDigit(c) || " ._@:/+,".contains(plain) ? plain : decimal;
            case ALL_DECIMAL -> decimal;
            case ALL_HEX -> String.format("&#x%X;", c);
        };
    }
}
