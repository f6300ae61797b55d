package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.directory.freeswitch.DirectoryUser;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Fields;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.RecordParser;
import java.util.LinkedHashMap;
import java.util.Map;

class AnswerFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The input is text: the extension, then names and values in turn, each ended by U+001E. */
    @FuzzTest(maxDuration = "1m")
    void freeSwitchReadsBackWhatTheRecordHolds(byte[] input) throws JsonProcessingException {
        String text = new String(input, UTF_8).replace('\u000b', ' ').replace('\f', ' '); // both come back as spaces
        String[] parts = text.split("\u001e", -1);
        Map<String, String> params = new LinkedHashMap<>();
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, String> defaults = new LinkedHashMap<>();
        for (int i = 1; i + 1 < parts.length; i += 2) {
            Map<String, String> into = i % 3 == 0 ? params : i % 3 == 1 ? variables : defaults;
            into.put(i + ":" + parts[i], parts[i + 1]);
        }
        Map<String, Object> record =
                Map.of("param", params, "variable", variables, "attribute", Map.of("mailbox", parts[0]));
        if (RecordParser.extension(parts[0], JSON.writeValueAsBytes(record)) instanceof Valid<ExtensionRecord> own
                && RecordParser.domain("d.test", JSON.writeValueAsBytes(Map.of("variable", defaults)))
                        instanceof Valid<DomainRecord> domain) {
            readBack(own.value(), domain.value());
        }
    }

    private static void readBack(ExtensionRecord record, DomainRecord defaults) {
        UserView view = new UserView(
                record.extension(),
                "d.test",
                record.attributes(),
                record.cacheable(),
                record.params(),
                record.variables(),
                false);
        byte[] answer = user("d.test", defaults, view);
        FreeSwitchXml freeswitch = new FreeSwitchXml();
        DirectoryUser user =
                freeswitch.login(answer, record.extension(), "d.test").user();
        for (DirectoryUser read : new DirectoryUser[] {user, user.fromCache()}) {
            same(record.extension(), read.attribute("id").orElse(""));
            same(record.extension(), read.attribute("mailbox").orElse(""));
            all(record.params(), read.params());
            all(record.variables(), read.variables());
            all(defaults.variables(), read.variables());
            int own =
                    record.variables().all().size() + defaults.variables().all().size();
            same("" + (own + 2), "" + read.variables().size());
            same("" + (record.params().all().size() + 4), "" + read.params().size());
        }
        same("[]", freeswitch.executed().toString());
    }

    private static void all(Fields given, Map<String, String> read) {
        for (Fields.Field field : given.all()) {
            same(field.value(), String.valueOf(read.get(field.name())));
        }
    }

    private static void same(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected [" + expected + "] but read [" + actual + "]");
        }
    }

    private static byte[] user(String domain, DomainRecord defaults, UserView user) {
        return DirectoryXml.user(DirectoryXml.head(domain, defaults), user).toBytes();
    }
}
