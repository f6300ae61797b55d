package dev.switchbook.quickstart;

import dev.switchbook.quickstart.Samples.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is printed once all runs: where things are, and what to try.
 *
 * @param credentials of the directory, as {@code username:password}
 * @param eslPassword with which the recorder logs in at FreeSWITCH's event socket
 * @param data the data directory, as the user named it
 * @param simulate whether the recorder has a simulated FreeSWITCH
 */
record Guide(Ports ports, String credentials, String eslPassword, Path data, boolean simulate) {

    static final String DIRECTORY_LOG = "directory-service.log";
    static final String RECORDER_LOG = "event-recorder.log";
    static final String SIMULATOR_LOG = "simulated-freeswitch.log";

    private static final String DEFAULT_DATA = "data";

    /** Not what the command before sets: so this one is seen to change something, too. */
    private static final String OTHER = "othersecret";

    /** All of it. */
    String text(List<Row> rows, boolean first) {
        return running() + table(rows, first) + watch() + tryThis(rows) + freeSwitch();
    }

    private String running() {
        return """

                Switchbook runs.

                  directory   %s   log: %s
                    its ops   http://127.0.0.1:%d  /metrics /livez /readyz /explain
                  recorder    http://127.0.0.1:%d  /metrics /livez /readyz   log: %s
                  Redis       127.0.0.1:%d, without a password   log: %s
                  FreeSWITCH  %s

                """.formatted(
                        DirectoryClient.directory(ports.directory()),
                        data.resolve(DIRECTORY_LOG),
                        ports.directoryOps(),
                        ports.recorderOps(),
                        data.resolve(RECORDER_LOG),
                        ports.redis(),
                        data.resolve("redis.log"),
                        simulate
                                ? "simulated, event socket on 127.0.0.1:" + ports.esl() + "   log: "
                                        + data.resolve(SIMULATOR_LOG)
                                : "the recorder waits for one at 127.0.0.1:" + Ports.REAL_ESL
                                        + "; ./quickstart --simulate brings one");
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

    private String watch() {
        return """

                %s

                  See them come and go; the first does without redis-cli:

                %s
                redis-cli -p %d SUBSCRIBE %s %s

                  See what is so now, the last entries, and who vouches for it:

                redis-cli -p %d --no-raw HGETALL %s
                redis-cli -p %d HGET %s %s
                redis-cli -p %d XREVRANGE '%s' + - COUNT 3
                redis-cli -p %d HGETALL cti_recorder
                """.formatted(
                        simulate
                                ? "The phones of the simulated FreeSWITCH register and call. In a second terminal:"
                                : "Once a FreeSWITCH is connected, its registrations and calls are recorded. In a second"
                                        + " terminal:",
                        "./quickstart watch" + where(),
                        ports.redis(),
                        RunningConfig.REGISTRATIONS,
                        RunningConfig.CALLS,
                        ports.redis(),
                        RunningConfig.CALLS,
                        ports.redis(),
                        RunningConfig.REGISTRATIONS,
                        Samples.FIRST,
                        ports.redis(),
                        RunningConfig.stream(RunningConfig.CALLS),
                        ports.redis());
    }

    private String tryThis(List<Row> rows) {
        String extension = rows.isEmpty() ? Samples.FIRST : rows.get(0).extension();
        return """

                Try the directory:

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
        return "./quickstart password " + extension + " newsecret" + where();
    }

    private String where() {
        return data.equals(Path.of(DEFAULT_DATA)) ? "" : " --data " + quoted(data.toString());
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
                Point a FreeSWITCH on this machine at it (more: deploy/freeswitch/README.md):

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

                  5. Let the recorder in: as autoload_configs/event_socket.conf.xml the following, or the password of yours in
                     %s. Then %s.

                %s

                Ctrl-C stops everything; the data stays in %s.
                """.formatted(
                xmlCurl(),
                Samples.DOMAIN,
                data.resolve(RunningConfig.ESL_PASSWORD_FILE),
                simulate ? "start without --simulate" : "reload mod_event_socket; the recorder connects within 5 s",
                eventSocket(),
                data);
    }

    /** The whole of {@code event_socket.conf.xml}. */
    String eventSocket() {
        return """
                <configuration name="event_socket.conf" description="Socket Client">
                  <settings>
                    <param name="listen-ip" value="127.0.0.1"/>
                    <param name="listen-port" value="%d"/>
                    <param name="password" value="%s"/>
                    <param name="apply-inbound-acl" value="loopback.auto"/>
                  </settings>
                </configuration>""".formatted(Ports.REAL_ESL, eslPassword);
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
