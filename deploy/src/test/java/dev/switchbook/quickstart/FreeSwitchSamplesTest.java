package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The files of {@code deploy/freeswitch}, and the sample that {@code ./quickstart} prints. */
class FreeSwitchSamplesTest {

    private static final Path SAMPLES = Path.of("freeswitch");

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".xml")).toList();
        }
    }

    @Test
    void thereAreSamples() throws Exception {
        assertThat(samples()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsXmlThatThePreProcessorLeavesAlone(Path file) throws Exception {
        String text = Files.readString(file);

        String root = parse(text).getDocumentElement().getTagName();
        assertThat(root).isIn("configuration", "profile", "include");
        // FreeSWITCH runs these in comments too, and drops the line (switch_xml.c, preprocess)
        String inner = root.equals("include") ? text.substring("<include>".length()) : text;
        assertThat(inner.toLowerCase(Locale.ROOT)).doesNotContain("x-pre-process", "<?", "<include>", "<!--#");
    }

    /** FreeSWITCH ignores a name that it does not know, without a word. */
    @ParameterizedTest
    @CsvSource({
        "autoload_configs/xml_curl.conf.xml, xml_curl.conf binding",
        "autoload_configs/event_socket.conf.xml, event_socket.conf settings",
        "autoload_configs/sofia.conf.xml, sofia.conf global_settings",
        "sip_profiles/internal.xml, sip profile settings"
    })
    void everyParamIsOneThatItsModuleReads(String file, String section) throws Exception {
        Document sample = parse(Files.readString(SAMPLES.resolve(file)));

        assertThat(names(sample.getDocumentElement()))
                .isNotEmpty()
                .isSubsetOf(knownParams(section))
                .doesNotContain("ssl-version"); // SSLv3 and TLSv1 are all that it knows
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySecretIsAPlaceholder(Path file) throws Exception {
        Element root = parse(Files.readString(file)).getDocumentElement();

        assertThat(names(root))
                .filteredOn(name -> name.contains("password") || name.contains("credentials"))
                .allSatisfy(name -> assertThat(value(root, name)).endsWith("CHANGE-ME"));
    }

    @Test
    void theDirectoryIsAskedWhereItListensByDefault() throws Exception {
        NodeList bindings = parse(Files.readString(SAMPLES.resolve("autoload_configs/xml_curl.conf.xml")))
                .getElementsByTagName("binding");

        for (int i = 0; i < bindings.getLength(); i++) {
            Element binding = (Element) bindings.item(i);
            assertThat(value(binding, "gateway-url"))
                    .isEqualTo("https://directory-" + (i + 1) + ".example.com:" + Ports.DEFAULT.directory()
                            + "/directory");
            assertThat(value(binding, "gateway-credentials")).startsWith("freeswitch:");
        }
    }

    @Test
    void theDirectoryIsThereBeforeTheProfilesThatAskIt() throws Exception {
        NodeList modules = parse(Files.readString(SAMPLES.resolve("autoload_configs/modules.conf.xml")))
                .getElementsByTagName("load");

        assertThat(IntStream.range(0, modules.getLength())
                        .mapToObj(i -> ((Element) modules.item(i)).getAttribute("module")))
                .containsExactly("mod_xml_curl", "mod_event_socket", "mod_sofia");
    }

    @Test
    void lookUpsGoSideBySideByBothSettings() throws Exception {
        Element sofia = parse(Files.readString(SAMPLES.resolve("autoload_configs/sofia.conf.xml")))
                .getDocumentElement();
        Element profile = parse(Files.readString(SAMPLES.resolve("sip_profiles/internal.xml")))
                .getDocumentElement();

        assertThat(value(sofia, "max-reg-threads")).matches("[1-9][0-9]*");
        assertThat(value(profile, "inbound-reg-in-new-thread")).isEqualTo("true");
    }

    @Test
    void theDomainIsTheSameInAllThatNamesIt() throws Exception {
        Element profile = parse(Files.readString(SAMPLES.resolve("sip_profiles/internal.xml")))
                .getDocumentElement();

        assertThat(List.of(
                        "force-register-domain",
                        "force-subscription-domain",
                        "force-register-db-domain",
                        "challenge-realm"))
                .allSatisfy(name -> assertThat(value(profile, name)).isEqualTo("pbx.example.com"));
    }

    @Test
    void theListOfTheEventSocketDeniesAllButThoseItNames() throws Exception {
        Element settings = parse(Files.readString(SAMPLES.resolve("autoload_configs/event_socket.conf.xml")))
                .getDocumentElement();
        NodeList lists = parse(Files.readString(SAMPLES.resolve("autoload_configs/acl.conf.xml")))
                .getElementsByTagName("list");

        Element list = (Element) lists.item(0);
        assertThat(lists.getLength()).isEqualTo(1);
        assertThat(list.getAttribute("name")).isEqualTo(value(settings, "apply-inbound-acl"));
        assertThat(list.getAttribute("default")).isEqualTo("deny");
        assertThat(((Element) list.getElementsByTagName("node").item(0)).getAttribute("cidr"))
                .isEqualTo("127.0.0.0/8");
    }

    @Test
    void theDialplanOfOutboundCallsIsTheOneThatSurvivedEveryCase() throws Exception {
        Document dialplan = parse(Files.readString(SAMPLES.resolve("dialplan/default/01_switchbook_outbound.xml")));

        assertThat(actions(dialplan))
                .containsExactly(
                        "set cti_continue=guard-$1 XML default",
                        "set socket_resume=true",
                        "sched_transfer +2 guard-$1 XML default",
                        "socket 127.0.0.1:8084 async full",
                        "transfer guard-$1 XML default",
                        "sched_cancel",
                        "unset socket_resume",
                        "bridge user/$1@${domain_name}");
        Element guard = (Element) dialplan.getElementsByTagName("condition").item(1);
        assertThat("guard-122").matches(guard.getAttribute("expression"));
    }

    @Test
    void bothBindingsHaveATimeoutInWholeSecondsAndAllOfTheTlsSettings() throws Exception {
        NodeList bindings = parse(Files.readString(SAMPLES.resolve("autoload_configs/xml_curl.conf.xml")))
                .getElementsByTagName("binding");

        assertThat(bindings.getLength()).isEqualTo(2);
        for (int i = 0; i < bindings.getLength(); i++) {
            assertThat(names((Element) bindings.item(i)))
                    .contains(
                            "gateway-url",
                            "gateway-credentials",
                            "timeout",
                            "enable-cacert-check",
                            "ssl-cacert-file",
                            "enable-ssl-verifyhost");
            assertThat(value((Element) bindings.item(i), "timeout")).matches("[1-9][0-9]*");
        }
    }

    @Test
    void thePrintedSampleIsXmlWithTimeoutAndCredentials() throws Exception {
        String printed = guide().xmlCurl();

        Element binding =
                (Element) parse(printed).getElementsByTagName("binding").item(0);

        assertThat(value(binding, "gateway-url")).isEqualTo("http://127.0.0.1:8080/directory");
        assertThat(value(binding, "gateway-credentials")).isEqualTo("freeswitch:pw");
        assertThat(value(binding, "timeout")).isEqualTo("2");
    }

    @Test
    void everyEventSocketIsOnLoopbackBehindAListAndAPasswordOfItsOwn() throws Exception {
        String sample = Files.readString(SAMPLES.resolve("autoload_configs/event_socket.conf.xml"));

        for (String text : List.of(sample, guide().eventSocket())) {
            Element settings =
                    (Element) parse(text).getElementsByTagName("settings").item(0);
            assertThat(value(settings, "listen-ip")).isEqualTo("127.0.0.1");
            assertThat(value(settings, "listen-port")).isEqualTo("8021");
            assertThat(value(settings, "apply-inbound-acl")).isIn("loopback.auto", "switchbook-recorders");
            assertThat(value(settings, "password")).isNotEmpty().isNotEqualTo("ClueCon");
        }
        assertThat(guide().eventSocket()).contains("value=\"esl-pw\"");
    }

    private static List<String> knownParams(String section) throws IOException {
        List<String> lines;
        try (InputStream file = FreeSwitchSamplesTest.class.getResourceAsStream("freeswitch-params.txt")) {
            lines = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        return lines.stream()
                .dropWhile(line -> !line.startsWith("[" + section + ":"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .flatMap(line -> Stream.of(line.split(" ")))
                .toList();
    }

    private static Guide guide() {
        return new Guide(Ports.DEFAULT, "freeswitch:pw", "esl-pw", Path.of("data"), false);
    }

    private static Document parse(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static List<String> actions(Document dialplan) {
        List<String> actions = new ArrayList<>();
        NodeList all = dialplan.getElementsByTagName("action");
        for (int i = 0; i < all.getLength(); i++) {
            Element action = (Element) all.item(i);
            actions.add((action.getAttribute("application") + " " + action.getAttribute("data")).strip());
        }
        return actions;
    }

    private static List<String> names(Element binding) {
        List<String> names = new ArrayList<>();
        NodeList params = binding.getElementsByTagName("param");
        for (int i = 0; i < params.getLength(); i++) {
            names.add(((Element) params.item(i)).getAttribute("name"));
        }
        return names;
    }

    private static String value(Element binding, String name) {
        NodeList params = binding.getElementsByTagName("param");
        for (int i = 0; i < params.getLength(); i++) {
            if (((Element) params.item(i)).getAttribute("name").equals(name)) {
                return ((Element) params.item(i)).getAttribute("value");
            }
        }
        return "";
    }
}
