package dev.switchbook.directory.xml;

import java.util.Random;

/** Generated text that has hurt an XML writer or FreeSWITCH before. */
final class NastyText {

    private static final String[] WORDS = {
        "$${base_dir}",
        "${x}",
        "$$",
        "$",
        "X-PRE-PROCESS",
        "<X-PRE-PROCESS cmd=\"exec\" data=\"id\"/>",
        "x-pre-process",
        "<!--#exec \"id\"-->",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "\"",
        "'",
        "&",
        "&amp;",
        "&lt;",
        "&#36;",
        "&#0;",
        "&#x41;",
        "&nbsp;",
        "\"/>",
        "<variable name=\"injected\" value=\"yes\"/>",
        "</param>",
        "<",
        ">",
        "<?xml?>",
        "<?",
        "?>",
        "<include>",
        "</include>",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "  ",
        " ",
        "\\",
        "%41",
        "#",
        ";",
        "=",
        "😀",
        "ä",
        "é",
        "\u20ac",
        "\u00a0",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\ufffd",
        "\u007f",
        "\u0080",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\ud800\udc00",
        "\udbff\udfff",
        "a",
        "Z",
        "9",
        ".",
        "_",
        "@",
        ":",
        "/",
        "+",
        ",",
        "-",
        "!",
        "{",
        "}",
        "(",
        "|",
        "~",
        "`",
        "^"
    };

    private static final String[] CONTROLS = {"\u0001", "\u0008", "\u001b", "\u001f", "\ufffe", "\uffff"};

    private NastyText() {}

    /** Text of characters that XML 1.0 can carry. */
    static String ofXml(Random random) {
        return text(random, WORDS, WORDS);
    }

    /** Text with control characters as well (but VT and FF, which FreeSWITCH turns into spaces). */
    static String ofAny(Random random) {
        return text(random, WORDS, CONTROLS);
    }

    /** Never empty, and without what a record cannot hold: {@code <!} and NUL. */
    private static String text(Random random, String[] words, String[] rare) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            if (random.nextInt(6) == 0) {
                text.appendCodePoint(codePoint(random));
            } else {
                String[] from = random.nextInt(6) == 0 ? rare : words;
                text.append(from[random.nextInt(from.length)]);
            }
        }
        return text.toString().replace("<!", "<");
    }

    /** Any character but controls, surrogates and what is none. */
    private static int codePoint(Random random) {
        int limit = random.nextBoolean() ? 0x80 : random.nextBoolean() ? 0x3000 : 0x110000;
        int codePoint = 0x20 + random.nextInt(limit - 0x20);
        boolean none = (codePoint >= 0xD800 && codePoint < 0xE000) || (codePoint & 0xFFFE) == 0xFFFE;
        return none ? '-' : codePoint;
    }
}
