package dev.switchbook.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The sample extensions {@code 1000} to {@code 1019} of the domain {@code localhost}, and their group. */
final class Samples {

    static final String DOMAIN = "localhost";
    static final String EXTENSIONS_KEY = "cti_exten@" + DOMAIN;
    static final String FIRST = "1000";
    static final int COUNT = 20;

    private static final String GROUP = "sales";
    private static final String WITH_ALIAS = "1001";
    private static final String WITH_CIDR = "1002";
    private static final List<String> MEMBERS = List.of("1003", "1004", "1005");

    /** Says that the samples were loaded once: they do not come back after somebody deleted them. */
    private static final String LOADED = "quickstart_loaded";

    private static final List<String> NAMES =
            IntStream.range(1000, 1000 + COUNT).mapToObj(Integer::toString).toList();

    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /**
     * A row of what is printed.
     *
     * @param password what a phone logs in with
     * @param notes what else the record has
     * @param json the record as it stands in Redis
     */
    record Row(String extension, String password, String notes, String json) {}

    /** Loads them the first time; what is there already stays as it is. Returns whether it was the first time. */
    static boolean load(RedisCommands<String, String> redis) {
        if (redis.exists(LOADED) > 0) {
            return false;
        }
        redis.multi();
        for (String extension : NAMES) {
            redis.hsetnx(EXTENSIONS_KEY, extension, record(extension).toString());
        }
        redis.hsetnx("cti_domain", DOMAIN, domain().toString());
        redis.hsetnx("cti_group@" + DOMAIN, GROUP, JSON.valueToTree(MEMBERS).toString());
        redis.set(LOADED, Instant.now().toString());
        redis.exec();
        return true;
    }

    private static ObjectNode record(String extension) {
        ObjectNode record = JSON.createObjectNode();
        record.putObject("param").put("password", DataDirectory.newPassword());
        record.putObject("variable")
                .put("effective_caller_id_name", "Extension " + extension)
                .put("effective_caller_id_number", extension);
        if (extension.equals(WITH_ALIAS)) {
            record.putObject("attribute").put("number-alias", "9001");
        } else if (extension.equals(WITH_CIDR)) {
            record.putObject("attribute").put("cidr", "192.0.2.0/24");
        }
        return record;
    }

    private static ObjectNode domain() {
        ObjectNode domain = JSON.createObjectNode();
        domain.putObject("variable").put("user_context", "default");
        return domain;
    }

    /** The samples as they are in Redis now, without those that are gone. */
    static List<Row> read(RedisCommands<String, String> redis) {
        List<Row> rows = new ArrayList<>();
        for (KeyValue<String, String> entry : redis.hmget(EXTENSIONS_KEY, NAMES.toArray(String[]::new))) {
            if (entry.hasValue()) {
                rows.add(row(entry.getKey(), entry.getValue()));
            }
        }
        return rows;
    }

    private static Row row(String extension, String json) {
        try {
            JsonNode record = JSON.readTree(json);
            String notes = note("number-alias ", record.at("/attribute/number-alias"))
                    + note("cidr ", record.at("/attribute/cidr"))
                    + (MEMBERS.contains(extension) ? "group " + GROUP : "");
            return new Row(extension, printable(record.at("/param/password").asText("-")), printable(notes), json);
        } catch (JsonProcessingException e) {
            return new Row(extension, "(the record is no JSON)", "", json);
        }
    }

    private static String note(String label, JsonNode value) {
        return value.isMissingNode() ? "" : label + value.asText();
    }

    /** Anybody may have written the record: it must not steer the terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * A record with another password and all else as it was.
     *
     * @throws QuickstartException if it is no record
     */
    static String withPassword(String json, String password) throws QuickstartException {
        try {
            if (JSON.readTree(json) instanceof ObjectNode record) {
                record.withObjectProperty("param").put("password", password);
                return record.toString();
            }
        } catch (JsonProcessingException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new QuickstartException("the extension's record is not of the form {\"param\":{}}", e);
        }
        throw new QuickstartException("the extension's record is not of the form {\"param\":{}}");
    }
}
