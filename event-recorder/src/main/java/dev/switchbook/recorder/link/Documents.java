package dev.switchbook.recorder.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.link.DocumentAnswer.Scan;
import dev.switchbook.recorder.link.SnapshotHandler.ChannelRow;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documents that FreeSWITCH answers with, read as they come. */
final class Documents {
    private Documents() {}

    private static Scan whole(Consumer<String> taker) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        return new Scan() {
            @Override
            public void feed(byte[] bytes, int offset, int length) {
                all.write(bytes, offset, length);
            }

            @Override
            public void end() {
                taker.accept(all.toString(UTF_8));
            }
        };
    }

    static Scan profiles(Consumer<String> names) {
        return whole(text -> {
            if (!text.contains("</profiles>")) {
                throw new EslFormatException("not closed");
            }
            Matcher m = Pattern.compile("<profile>\\s*<name>([^<]*)</name>").matcher(text);
            while (m.find()) {
                names.accept(m.group(1));
            }
        });
    }

    static Scan registrations(String profile, Consumer<RegistrationRow> rows) {
        return whole(text -> {
            if (!text.contains("</profile>")) {
                throw new EslFormatException("not closed");
            }
            Matcher m =
                    Pattern.compile("(?s)<registration>(.*?)</registration>").matcher(text);
            while (m.find()) {
                String r = m.group(1);
                rows.accept(new RegistrationRow(
                        profile,
                        tag(r, "call-id"),
                        tag(r, "user"),
                        tag(r, "contact"),
                        tag(r, "agent"),
                        "",
                        "",
                        "",
                        "",
                        ""));
            }
        });
    }

    private static String tag(String text, String tag) {
        Matcher m = Pattern.compile("<" + tag + ">([^<]*)<").matcher(text);
        return m.find() ? m.group(1) : "";
    }

    static Scan channels(Consumer<ChannelRow> rows) {
        return whole(text -> {
            try {
                for (JsonNode row : new ObjectMapper().readTree(text).path("rows")) {
                    rows.accept(new ChannelRow(
                            row.path("uuid").asText(),
                            "",
                            row.path("presence_id").asText(),
                            "",
                            ""));
                }
            } catch (java.io.IOException e) {
                throw new EslFormatException("json");
            }
        });
    }
}
