package dev.switchbook.recorder.simulated;

/**
 * A phone.
 *
 * @param extension the id of its user in the directory
 * @param domain of the user
 * @param aor the user part of its address of record: what it says in From and To; the extension or an alias
 * @param login what it logs in as: the extension or an alias
 * @param alias {@code number_alias} of the user
 * @param port where it listens on 127.0.0.1
 * @param transport {@code udp}, {@code tcp}
 */
public record Phone(
        String extension, String domain, String aor, String login, String alias, int port, String transport) {

    /** A phone that logs in under its extension. */
    public static Phone of(String extension, String domain, int port) {
        return new Phone(extension, domain, extension, extension, extension, port, "udp");
    }

    /** The same phone, logged in under the alias throughout. */
    public Phone underAlias(String alias) {
        return new Phone(extension, domain, alias, alias, alias, port, transport);
    }

    /** The same phone: address of record by extension, login by alias. */
    public Phone loggedInAs(String alias) {
        return new Phone(extension, domain, aor, alias, alias, port, transport);
    }

    /** The same user with another phone: a second contact. */
    public Phone at(int otherPort) {
        return new Phone(extension, domain, aor, login, alias, otherPort, transport);
    }

    public Phone overTcp() {
        return new Phone(extension, domain, aor, login, alias, port, "tcp");
    }

    /** {@code extension@domain}: whose it is. */
    public String line() {
        return extension + "@" + domain;
    }

    /** {@code aor@domain}. */
    public String address() {
        return aor + "@" + domain;
    }

    /** The URI of its contact. */
    public String uri() {
        return "sip:" + aor + "@127.0.0.1:" + port + (transport.equals("udp") ? "" : ";transport=" + transport);
    }
}
