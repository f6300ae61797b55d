package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.switchbook.common.record.AliasReader;
import dev.switchbook.common.record.SeededHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Under which other names a domain's extensions are served: its {@code alias-of} domains.
 *
 * @param digest of all of {@code cti_domain}
 */
record AliasDomains(Map<String, List<String>> byHolder, long digest) {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /**
     * What is of interest in one domain's record.
     *
     * @param holder the domain whose extensions this one serves; empty for none
     */
    record Entry(String holder, long hash) {}

    static AliasDomains of(Map<String, Entry> domains) {
        Map<String, List<String>> byHolder = new HashMap<>();
        long digest = domains.size();
        for (Map.Entry<String, Entry> each : domains.entrySet()) {
            String domain = each.getKey();
            Entry entry = each.getValue();
            byte[] name = domain.getBytes(UTF_8);
            digest += SeededHash.more(entry.hash(), name, 0, name.length); // in whatever order Redis tells of them
            if (!entry.holder().isEmpty() && !entry.holder().equals(domain)) {
                byHolder.computeIfAbsent(entry.holder(), holder -> new ArrayList<>(1))
                        .add(domain);
            }
        }
        return new AliasDomains(byHolder, digest);
    }

    /** The domains that serve this one's extensions beside itself. */
    List<String> of(String domain) {
        return byHolder.getOrDefault(domain, List.of());
    }

    static Entry entry(byte[] json) {
        return new Entry(holder(json).toLowerCase(Locale.ROOT), SeededHash.of(json));
    }

    private static String holder(byte[] json) {
        if (json.length > AliasReader.MAX_BYTES) {
            return "";
        }
        String holder = "";
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("alias-of");
                if (parser.nextToken().isScalarValue() && wanted) {
                    holder = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            return holder;
        } catch (IOException e) {
            return holder; // such a domain is denied; what it serves until it is mended is nothing
        }
    }
}
