package dev.switchbook.directory.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchbook.directory.freeswitch.AclCheck;
import dev.switchbook.directory.freeswitch.Cacheable.For;
import dev.switchbook.directory.freeswitch.Cacheable.Forever;
import dev.switchbook.directory.record.Parsed.Valid;
import java.nio.charset.StandardCharsets;
import java.util.Set;

class RecordFuzzTest {

    private static final AclCheck ACL = new AclCheck();

    @FuzzTest(maxDuration = "1m")
    void whatPassesIsFitForFreeSwitch(byte[] json) {
        if (RecordParser.extension("121", json) instanceof Valid<ExtensionRecord> valid) {
            checkParams(valid.value().params());
            check(valid.value().variables());
            check(valid.value().attributes());
            for (Fields.Field attribute : valid.value().attributes().all()) {
                require(attribute.name().matches("[A-Za-z_][A-Za-z0-9._-]*"), attribute.name());
            }
            require(!valid.value().attributes().has("type"), "type");
            require(!valid.value().attributes().has("ip"), "ip");
            String cacheable = valid.value().cacheable().value();
            var kept = dev.switchbook.directory.freeswitch.Cacheable.of(cacheable);
            require(cacheable == null || kept instanceof For || kept instanceof Forever, "cacheable");
        }
        if (RecordParser.domain("d.test", json) instanceof Valid<DomainRecord> valid) {
            checkParams(valid.value().params());
            check(valid.value().variables());
            require(!"d.test".equals(valid.value().aliasOf()), "alias-of");
        }
        if (RecordParser.group(json) instanceof Valid<Set<String>> valid) {
            valid.value().forEach(RecordFuzzTest::check);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void noAccessListIsLeftToChance(byte[] text) {
        String acl;
        try {
            acl = AccessList.authAcl(new String(text, StandardCharsets.UTF_8));
        } catch (InvalidRecordException e) {
            return;
        }
        require(!ACL.check("127.0.0.1", acl).byChance(), acl);
        require(!ACL.check("192.0.2.10", acl).byChance(), acl);
    }

    private static void checkParams(Fields params) {
        check(params);
        String acl = params.get("auth-acl");
        require(acl == null || !ACL.check("127.0.0.1", acl).byChance(), "auth-acl");
    }

    private static void check(Fields fields) {
        for (Fields.Field field : fields.all()) {
            check(field.name());
            check(field.value());
            require(!field.name().isEmpty() && !field.value().isEmpty(), "empty");
        }
    }

    private static void check(String text) {
        require(!text.contains("<!") && text.indexOf(0) < 0, text);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
