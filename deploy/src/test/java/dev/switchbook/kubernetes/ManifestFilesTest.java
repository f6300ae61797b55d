package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file for itself. */
class ManifestFilesTest {

    static List<Path> manifests() throws IOException {
        return Manifests.files(Manifests.ROOT, ".yaml").stream()
                .filter(file -> !Manifests.isKustomization(file))
                .toList();
    }

    static List<Path> kustomizations() throws IOException {
        return Manifests.files(Manifests.ROOT, ".yaml").stream()
                .filter(Manifests::isKustomization)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void kubernetesKnowsEveryField(Path file) throws Exception {
        assertThat(StrictYaml.objects(Files.readString(file))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: v1\nkind: Service\nspec:\n  port: []",
                "apiVersion: v1\nkind: Service\nspec:\n  ports:\n    - prot: 1",
                "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  name: b",
                "apiVersion: v1\nkind: Service\nspec:\n  ports:\n    - port: many",
                "apiVersion: v2\nkind: Service",
                "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      securityContext:\n        runAsNonroot: true",
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  maxReplica: 1",
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  ingress:\n    - form: []",
                "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec:\n  maxUnavailble: 1",
                "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nspec:\n  podMetricsEndpoints:\n    - ports: ops",
            })
    void aSlipIsFound(String text) {
        assertThatThrownBy(() -> StrictYaml.objects(text)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void kustomizeKnowsEveryFieldAndEveryFileIsThere(Path file) throws Exception {
        Kustomization kustomization = StrictYaml.read(Files.readString(file), Kustomization.class);

        assertThat(kustomization.kind()).isIn("Kustomization", "Component");
        Path directory = Objects.requireNonNull(file.getParent());
        assertThat(kustomization.files())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(directory.resolve(name)).exists());
        try (Stream<Path> beside = Files.list(directory)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .as("files that no kustomization names")
                    .isSubsetOf(Stream.concat(kustomization.files(), Stream.of("kustomization.yaml"))
                            .toList());
        }
    }

    /** Without an overlay of one's own nothing is pulled that a stranger may have published by that name. */
    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void anImageOfOursHasNoRegistryUntilOneIsNamed(String service) throws Exception {
        String image = "registry.invalid/switchbook/" + service;
        Kustomization base =
                StrictYaml.read(Files.readString(Manifests.BASE.resolve("kustomization.yaml")), Kustomization.class);

        assertThat(Manifests.BASE.resolve(service + ".yaml")).content().contains("image: " + image + "\n");
        assertThat(Objects.requireNonNull(base.images()))
                .extracting(Kustomization.Image::name)
                .contains(image);
        assertThat(Manifests.ROOT.resolve("README.md")).content().contains("  - name: " + image + "\n");
    }

    @Test
    void theMonitorTakesThePodsOfBothServicesAtTheirOpsListener() throws Exception {
        List<HasMetadata> objects =
                StrictYaml.objects(Files.readString(Manifests.ROOT.resolve("components/pod-monitor/pod-monitor.yaml")));

        PodMonitor monitor = (PodMonitor) objects.get(0);
        assertThat(monitor.getSpec().getSelector().getMatchLabels())
                .containsExactly(Map.entry("app.kubernetes.io/part-of", "switchbook"));
        assertThat(monitor.getSpec().getPodMetricsEndpoints())
                .allMatch(endpoint -> endpoint.getPort().equals("ops"));
        // the base gives its pods that label
        Kustomization base =
                StrictYaml.read(Files.readString(Manifests.BASE.resolve("kustomization.yaml")), Kustomization.class);
        assertThat(Objects.requireNonNull(base.labels()))
                .anyMatch(labels -> labels.includeTemplates()
                        && "switchbook".equals(labels.pairs().get("app.kubernetes.io/part-of")));
    }
}
