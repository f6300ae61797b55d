package dev.switchbook.directory.freeswitch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a phone gets in with a password, as sofia_reg_parse_auth() has it (sofia_reg.c:3209-3440), for MD5. Not
 * modelled: {@code user-agent-filter}, {@code max-registrations-per-extension}, proxies.
 */
public final class SipAuth {

    /** What FreeSWITCH tells the phone, and why. */
    public enum Verdict {
        /** 200: the password is right. */
        RIGHT_PASSWORD,
        /** 200 whatever the phone knows. */
        NO_PASSWORD_NEEDED,
        /** 403. */
        WRONG_PASSWORD,
        /** 403: {@code Empty password denied for user}. */
        EMPTY_PASSWORD_DENIED,
        /** 403: the address is not in {@code auth-acl}. */
        ADDRESS_REFUSED,
        /** 403: {@code sip-forbid-register}, which concerns calls as well. */
        FORBIDDEN,
        /** 403: no such user, or one that only points to another. */
        NOT_FOUND;

        /** Whether the phone is let in. */
        public boolean letsIn() {
            return this == RIGHT_PASSWORD || this == NO_PASSWORD_NEEDED;
        }
    }

    private final AclCheck acl;

    /** Against a FreeSWITCH without lists of its own. */
    public SipAuth() {
        this(new AclCheck());
    }

    /** Against a FreeSWITCH with lists. */
    public SipAuth(AclCheck acl) {
        this.acl = acl;
    }

    /**
     * What becomes of a REGISTER or INVITE.
     *
     * @param found what the look-up gave; no static file has the user either
     * @param name that the phone logs in with: the id, or its alias
     * @param realm the domain
     * @param password that the phone knows
     * @param ip the phone's IPv4 address
     */
    public Verdict verdict(Lookup found, String name, String realm, String password, String ip) {
        if (!(found instanceof Lookup.Found user)
                || user.user()
                        .attribute("type")
                        .filter("pointer"::equalsIgnoreCase)
                        .isPresent()) {
            return Verdict.NOT_FOUND;
        }
        Map<String, String> params = user.user().params();
        Optional<String> acls = Optional.ofNullable(params.get("auth-acl"));
        if (user.user().anyParamIsTrue("sip-forbid-register")) {
            return Verdict.FORBIDDEN;
        } else if (acls.isPresent() && !acl.check(ip, acls.get()).letsIn()) {
            return Verdict.ADDRESS_REFUSED;
        }
        return credentials(params, name, realm, password);
    }

    /** A hash that is there at all, empty or not, is what counts once either of the two is not empty. */
    private static Verdict credentials(Map<String, String> params, String name, String realm, String password) {
        String expected = params.getOrDefault("password", "");
        String hash = params.get("a1-hash");
        if (expected.isEmpty() && (hash == null || hash.isEmpty())) {
            return CText.isTrue(params.getOrDefault("allow-empty-password", "true"))
                    ? Verdict.NO_PASSWORD_NEEDED
                    : Verdict.EMPTY_PASSWORD_DENIED;
        }
        String a1 = hash == null ? a1Hash(name, realm, expected) : hash;
        return a1.equals(a1Hash(name, realm, password)) ? Verdict.RIGHT_PASSWORD : Verdict.WRONG_PASSWORD;
    }

    /** MD5 of {@code name:realm:password} in lower case, what {@code a1-hash} is to hold. */
    public static String a1Hash(String name, String realm, String password) {
        try {
            byte[] text = (name + ":" + realm + ":" + password).getBytes(UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has MD5
        }
    }
}
