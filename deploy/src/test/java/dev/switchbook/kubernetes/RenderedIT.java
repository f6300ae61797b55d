package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@code kubectl kustomize} makes; skipped where kubectl is not installed. */
class RenderedIT {
    private static final Map<Path, Installation> RENDERED = new ConcurrentHashMap<>();

    @BeforeAll
    static void kubectlIsInstalled() {
        assumeTrue(Manifests.canRender(), "kubectl is not installed");
    }

    private static Installation rendered(Path path) throws Exception {
        Installation known = RENDERED.get(path);
        Installation installation = known == null ? Installation.rendered(path) : known;
        RENDERED.put(path, installation);
        return installation;
    }

    private abstract static class Rendered extends NetworkContract {
        private final Path directory;

        Rendered(Path directory) {
            this.directory = directory;
        }

        @Override
        Installation installation() throws Exception {
            return rendered(directory);
        }

        @Test
        void everythingIsInItsNamespaceAndEveryImageHasAVersion() throws Exception {
            assertThat(installation().objects())
                    .allMatch(object -> object.getKind().equals("Namespace")
                            ? object.getMetadata().getName().equals("switchbook")
                            : object.getMetadata().getNamespace().equals("switchbook"))
                    .allMatch(object ->
                            "switchbook".equals(object.getMetadata().getLabels().get("app.kubernetes.io/part-of")));
            assertThat(installation().workloads())
                    .allMatch(workload -> workload.container().getImage().matches("[a-z./-]+:[0-9.]+"));
        }

        @Test
        void anotherConfigurationRollsThePods() throws Exception {
            String name = InstallationContract.name(
                    installation().all(ConfigMap.class).get(0));

            assertThat(name).matches("switchbook-[a-z0-9]{10}");
            for (Workload service : installation().services()) {
                assertThat(service.pod().getVolumes())
                        .anyMatch(volume -> volume.getConfigMap() != null
                                && volume.getConfigMap().getName().equals(name));
            }
        }
    }

    @Nested
    class Base extends Rendered {
        Base() {
            super(Manifests.ROOT.resolve("base"));
        }
    }

    @Nested
    class Single extends Rendered {
        Single() {
            super(Manifests.ROOT.resolve("overlays/single"));
        }

        @Test
        void thereIsOneOfEach() throws Exception {
            assertThat(installation().workloads())
                    .hasSize(3)
                    .allMatch(workload -> workload.replicas() == null || workload.replicas() == 1);
        }
    }

    @Nested
    class HighlyAvailable extends Rendered {
        HighlyAvailable() {
            super(Manifests.ROOT.resolve("overlays/ha"));
        }

        @Test
        void aMachineMayGoWithoutTakingAllOfOneKind() throws Exception {
            assertThat(installation().recorder().replicas()).isGreaterThanOrEqualTo(2);
            assertThat(installation().services())
                    .allMatch(service -> service.pod().getTopologySpreadConstraints().stream()
                            .anyMatch(spread -> spread.getTopologyKey().equals("kubernetes.io/hostname")
                                    && spread.getWhenUnsatisfiable().equals("DoNotSchedule")));
        }
    }

    /** The overlay that the README shows. */
    @Nested
    class Own extends Rendered {
        private static final Path DIRECTORY = Path.of("target", "own-overlay");

        Own() {
            super(DIRECTORY);
        }

        @BeforeAll
        static void write() throws IOException {
            String readme = Files.readString(Manifests.ROOT.resolve("README.md"));
            int begin = readme.indexOf("```yaml\n") + "```yaml\n".length();
            String shown = readme.substring(begin, readme.indexOf("```", begin));
            Files.createDirectories(DIRECTORY);
            Files.writeString(
                    DIRECTORY.resolve("kustomization.yaml"),
                    shown.replace("../deploy/kubernetes", "../../" + Manifests.ROOT));
            Files.copy(
                    Manifests.ROOT.resolve("overlays/ha").resolve(Manifests.CTI_JSON),
                    DIRECTORY.resolve(Manifests.CTI_JSON),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        @Test
        void itHasTheMonitorAndTheImageOfOnesOwn() throws Exception {
            assertThat(installation().all(PodMonitor.class)).hasSize(1);
            assertThat(installation().directory().container().getImage()).startsWith("registry.example.com/");
        }
    }
}
