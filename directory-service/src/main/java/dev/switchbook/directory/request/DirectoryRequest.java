package dev.switchbook.directory.request;

/**
 * What FreeSWITCH asks of the directory. Domains are in lower case (ASCII letters only, as FreeSWITCH compares them).
 *
 * <p>The kinds are those of freeswitch's callers of {@code switch_xml_locate*} (switch_xml.c); {@link RequestReader}
 * tells them apart.
 */
public sealed interface DirectoryRequest {

    /** The {@code kind} of the request in metrics. */
    Kind kind();

    /**
     * One user, by any action: a login, {@code user/X}, {@code user_exists}, voicemail, verto, event socket.
     *
     * @param user the name asked for: an extension or a number alias
     * @param domain the domain's name
     * @param byAlias whether FreeSWITCH looks at {@code number-alias} alone in the answer
     * @param asWritten whether the domain was asked for in lower case. FreeSWITCH's cache knows a domain by its spelling
     */
    record User(String user, String domain, boolean byAlias, boolean asWritten) implements DirectoryRequest {

        /** One whose domain was asked for in lower case. */
        public User(String user, String domain, boolean byAlias) {
            this(user, domain, byAlias, true);
        }

        @Override
        public Kind kind() {
            return Kind.USER;
        }
    }

    /** A domain with its defaults and without users. */
    record Domain(String domain) implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.DOMAIN;
        }
    }

    /** A group of a domain, with its users. */
    record Group(String group, String domain) implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.GROUP;
        }
    }

    /** Every user of a domain, as one group: voicemail to {@code _all_}. */
    record Everyone(String domain) implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.GROUP;
        }
    }

    /** The users of a domain that have a {@code cidr}. */
    record NetworkList(String domain) implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.NETWORK_LIST;
        }
    }

    /** The names of all domains: what a SIP profile asks when it starts. */
    record Gateways() implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.GATEWAYS;
        }
    }

    /** Nothing that a directory can answer: another section, or no domain. */
    record Other() implements DirectoryRequest {
        @Override
        public Kind kind() {
            return Kind.OTHER;
        }
    }
}
