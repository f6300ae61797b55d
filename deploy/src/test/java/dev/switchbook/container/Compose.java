package dev.switchbook.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code deploy/compose.yaml}, of the Compose Specification only what that file uses: any other key is a fault. */
record Compose(
        String name,
        Map<String, Service> services,
        Map<String, @Nullable Object> volumes,
        Map<String, FileSecret> secrets) {

    static final Path FILE = Dockerfile.ROOT.resolve("deploy/compose.yaml");

    /** What a service is; a key that is missing is null. */
    record Service(
            String image,
            @Nullable @JsonProperty("pull_policy") String pullPolicy,
            @Nullable Build build,
            String restart,
            @Nullable String user,
            @JsonProperty("read_only") boolean readOnly,
            @Nullable @JsonProperty("cap_drop") List<String> capDrop,
            @Nullable @JsonProperty("security_opt") List<String> securityOpt,
            @Nullable @JsonProperty("stop_grace_period") String stopGracePeriod,
            @Nullable @JsonProperty("mem_limit") String memLimit,
            @Nullable Deploy deploy,
            @Nullable List<String> command,
            @Nullable Healthcheck healthcheck,
            @Nullable Map<String, String> environment,
            @Nullable @JsonProperty("extra_hosts") List<String> extraHosts,
            @Nullable List<String> ports,
            @Nullable List<String> volumes,
            @Nullable List<String> secrets,
            @Nullable List<String> profiles) {

        List<String> publishedPorts() {
            return Objects.requireNonNullElse(ports, List.of());
        }

        List<String> mounts() {
            return Objects.requireNonNullElse(volumes, List.of());
        }

        List<String> usedSecrets() {
            return Objects.requireNonNullElse(secrets, List.of());
        }
    }

    record Build(String context, String dockerfile, String target) {}

    record Deploy(int replicas) {}

    record Healthcheck(String test, String interval, String timeout, int retries) {}

    record FileSecret(String file) {}

    static Compose read() throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Map<String, Object> tree = new Yaml(new SafeConstructor(options)).load(Files.readString(FILE));
        tree.keySet().removeIf(key -> key.startsWith("x-"));
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .convertValue(tree, Compose.class);
    }

    Service service(String service) {
        return Objects.requireNonNull(services.get(service), service);
    }
}
