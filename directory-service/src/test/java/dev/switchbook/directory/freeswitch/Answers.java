package dev.switchbook.directory.freeswitch;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Answers for the tests of the model, in the domain {@code d.test}. */
final class Answers {

    static final String DOMAIN = "d.test";

    private Answers() {}

    static byte[] document(String inner) {
        return bytes("<document type=\"freeswitch/xml\">\n" + inner + "\n</document>\n");
    }

    static byte[] directory(String inner) {
        return document("<section name=\"directory\">\n" + inner + "\n</section>");
    }

    static byte[] domain(String inner) {
        return directory("<domain name=\"" + DOMAIN + "\">\n" + inner + "\n</domain>");
    }

    static byte[] users(String inner) {
        return domain("<users>\n" + inner + "\n</users>");
    }

    /** User 121 with such attributes and content. */
    static byte[] user(String attributes, String inner) {
        return users("<user id=\"121\" " + attributes + ">\n" + inner + "\n</user>");
    }

    static byte[] notFound() {
        return document("<section name=\"result\"><result status=\"not found\"/></section>");
    }

    static String params(String... namesAndValues) {
        return "<params>\n" + entries("param", namesAndValues) + "</params>";
    }

    static String variables(String... namesAndValues) {
        return "<variables>\n" + entries("variable", namesAndValues) + "</variables>";
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String entries(String tag, String... namesAndValues) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.append(
                    "<" + tag + " name=\"" + namesAndValues[i] + "\" value=\"" + namesAndValues[i + 1] + "\"/>\n");
        }
        return entries.toString();
    }
}
