package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Fields;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.xml.UserView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A record, as it is answered under a domain's name. */
final class Views {

    /** A user's view, or why there is none. */
    record Result(@Nullable UserView view, @Nullable Flaw refusal) {}

    private static final Flaw NAMES_DIFFER = new Flaw(
            Reason.NO_A1_HASH,
            "param.password",
            "\"emit\": \"a1-hash\" cannot serve a user with a number-alias or in an alias-of domain: the digest of its"
                    + " login contains another name");

    private final Emit emit;

    Views(Emit emit) {
        this.emit = emit;
    }

    /** What of a domain's defaults may leave this service. */
    DomainRecord defaults(DomainRecord defaults) {
        if (emit == Emit.PASSWORD || !defaults.params().has("password")) {
            return defaults;
        }
        Fields params = defaults.params().without("password");
        return new DomainRecord(params, defaults.variables(), defaults.aliasOf(), defaults.allowEmptyPassword());
    }

    Result user(DomainView.Known domain, ExtensionRecord record) {
        Fields params = record.params();
        if (emit == Emit.A1_HASH) {
            String password = params.has("password")
                    ? params.get("password")
                    : domain.defaults().params().get("password");
            boolean otherNames = record.alias() != null || !domain.holder().equals(domain.name());
            if (password != null && !params.has("a1-hash")) {
                if (otherNames) {
                    return new Result(null, NAMES_DIFFER);
                }
                params = params.with("a1-hash", a1Hash(record.extension(), domain.name(), password));
            }
            params = params.without("password");
        }
        return new Result(view(domain, record, params), null);
    }

    private static UserView view(DomainView.Known domain, ExtensionRecord record, Fields params) {
        Boolean own = record.allowEmptyPassword();
        boolean allowEmpty =
                own != null ? own : Boolean.TRUE.equals(domain.defaults().allowEmptyPassword());
        return new UserView(
                record.extension(),
                domain.holder(),
                record.attributes(),
                record.cacheable(),
                params,
                record.variables(),
                allowEmpty);
    }

    private static String a1Hash(String id, String domain, String password) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest((id + ':' + domain + ':' + password).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
