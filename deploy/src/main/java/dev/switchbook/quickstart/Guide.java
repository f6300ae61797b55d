package dev.switchbook.quickstart;

import dev.switchbook.quickstart.Samples.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is printed once all runs: where things are, and what to try.
 *
 * @param credentials as {@code username:password}
 * @param data the data directory, as the user named it
 */
record Guide(Ports ports, String credentials, Path data) {

    private static final String DEFAULT_DATA = "data";

    /** Not what the command before sets: so this one is seen to change something, too. */
    private static final String OTHER = "othersecret";

    /** All of it. */
    String text(List<Row> rows, boolean first) {
        return running() + table(rows, first) + tryThis(rows) + freeSwitch();
    }

    private String running() {
        return """

                Switchbook runs. (Of its two services the directory; the event recorder is not in this version yet.)

                  directory  %s   log: %s
                  ops        http://127.0.0.1:%d  /metrics /livez /readyz /explain
                  Redis      127.0.0.1:%d, without a password   log: %s

                """.formatted(
                        DirectoryClient.directory(ports.directory()),
                        data.resolve("directory-service.log"),
                        ports.directoryOps(),
                        ports.redis(),
                        data.resolve("redis.log"));
    }

    private static String table(List<Row> rows, boolean first) {
        StringBuilder table = new StringBuilder("Sample extensions in the domain " + Samples.DOMAIN
                + (first ? ", made just now:\n\n" : ", as they are in Redis:\n\n"));
        table.append("  extension  password\n");
        for (Row row : rows) {
            String line = String.format(Locale.ROOT, "  %-9s  %-16s  %s", row.extension(), row.password(), row.notes());
            table.append(line.stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private String tryThis(List<Row> rows) {
        String extension = rows.isEmpty() ? Samples.FIRST : rows.get(0).extension();
        return """

                Try this, in a second terminal:

                  Fetch a user as FreeSWITCH does:

                %s

                  Change the password, and fetch the user again:

                %s

                  or, the same with any Redis client:

                %s

                  See why a user is answered as he is:

                http://127.0.0.1:%d/explain?user=%s&domain=%s

                """.formatted(
                        curl(extension),
                        passwordCommand(extension),
                        redisCli(rows, extension),
                        ports.directoryOps(),
                        extension,
                        Samples.DOMAIN);
    }

    private String curl(String extension) {
        return "curl -u " + credentials + " -d '" + DirectoryClient.form(extension, Samples.DOMAIN) + "' "
                + DirectoryClient.directory(ports.directory());
    }

    private String passwordCommand(String extension) {
        String where = data.equals(Path.of(DEFAULT_DATA)) ? "" : " --data " + quoted(data.toString());
        return "./quickstart password " + extension + " newsecret" + where;
    }

    private String redisCli(List<Row> rows, String extension) {
        String record = "{\"param\":{\"password\":\"" + OTHER + "\"}}";
        try {
            record = rows.isEmpty() ? record : Samples.withPassword(rows.get(0).json(), OTHER);
        } catch (QuickstartException e) {
            // somebody wrote a record that is none; the command that is printed mends it
        }
        return "redis-cli -p " + ports.redis() + " HSET " + Samples.EXTENSIONS_KEY + ' ' + extension + ' '
                + quoted(record);
    }

    /** One word to a shell. */
    private static String quoted(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }

    private String freeSwitch() {
        return """
                Point a FreeSWITCH on this machine at it (more: deploy/README.md):

                  1. Load mod_xml_curl (autoload_configs/modules.conf.xml), and as autoload_configs/xml_curl.conf.xml:

                %s

                  2. Let registrations be looked up side by side. FreeSWITCH looks them up one at a time unless both are set:

                sip_profiles/internal.xml, in <settings>:
                <param name="inbound-reg-in-new-thread" value="true"/>
                autoload_configs/sofia.conf.xml, in <global_settings>:
                <param name="max-reg-threads" value="100"/>

                  3. Serve the domain of the samples. FreeSWITCH's sample configuration asks for the machine's address instead
                     (force-register-domain); in vars.xml:

                <X-PRE-PROCESS cmd="set" data="domain=%s"/>

                  4. Empty FreeSWITCH's own directory (conf/directory): it is asked whenever this one does not answer, and its
                     sample has 1000 to 1019 with one well-known password.

                Ctrl-C stops everything; the data stays in %s.
                """.formatted(xmlCurl(), Samples.DOMAIN, data);
    }

    /** The whole of {@code xml_curl.conf.xml}. */
    String xmlCurl() {
        return """
                <configuration name="xml_curl.conf" description="cURL XML Gateway">
                  <bindings>
                    <binding name="switchbook">
                      <param name="gateway-url" value="%s" bindings="directory"/>
                      <param name="gateway-credentials" value="%s"/>
                      <!-- whole seconds; without it a look-up waits for ever -->
                      <param name="timeout" value="2"/>
                    </binding>
                  </bindings>
                </configuration>""".formatted(DirectoryClient.directory(ports.directory()), credentials);
    }
}
