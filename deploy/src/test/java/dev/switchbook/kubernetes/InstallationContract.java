package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.lifecycle.Shutdown;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the base and for each overlay. */
abstract class InstallationContract {
    /** For a start of the kubelet that is late, and a JVM that ends slowly. */
    private static final Duration TO_SPARE = Duration.ofSeconds(5);

    abstract Installation installation() throws Exception;

    @Test
    void aSelectorTakesThePodsThatAreMeant() throws Exception {
        for (Workload workload : installation().workloads()) {
            assertThat(workload.isChosenBy(workload.selector()))
                    .as("selector of %s", workload.name())
                    .isTrue();
            workload.pod()
                    .getTopologySpreadConstraints()
                    .forEach(spread -> assertThat(workload.isChosenBy(spread.getLabelSelector()))
                            .as("spread of %s", workload.name())
                            .isTrue());
        }
        for (Service service : installation().all(Service.class)) {
            assertThat(chosen(service)).as(name(service)).hasSize(1);
        }
        for (PodDisruptionBudget budget : installation().all(PodDisruptionBudget.class)) {
            List<String> taken = installation().workloads().stream()
                    .filter(workload -> workload.isChosenBy(budget.getSpec().getSelector()))
                    .map(Workload::name)
                    .toList();
            assertThat(taken).containsExactly(name(budget));
        }
    }

    @Test
    void aServiceLeadsToAPortOfItsPods() throws Exception {
        for (Service service : installation().all(Service.class)) {
            for (var port : service.getSpec().getPorts()) {
                assertThat(chosen(service).get(0).port(port.getTargetPort().getStrVal()))
                        .as(name(service))
                        .isEqualTo(port.getPort());
            }
        }
    }

    @Test
    void thePortsOfThePodsAreThoseOfTheConfigurationAndOffLoopback() throws Exception {
        Installation installation = installation();

        assertListens(installation.directory(), "directory", "/directory/listen");
        assertListens(installation.directory(), "ops", "/directory/ops");
        assertListens(installation.recorder(), "ops", "/recorder/ops");
    }

    private void assertListens(Workload workload, String port, String pointer) throws Exception {
        HostPort address = Objects.requireNonNull(
                HostPort.parse(installation().configured(pointer).asText()));
        assertThat(address.isLoopback()).as(pointer).isFalse();
        assertThat(workload.port(port)).as(pointer).isEqualTo(address.port());
    }

    @Test
    void theProbesAskTheOpsListener() throws Exception {
        for (Workload service : installation().services()) {
            Container container = service.container();
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
            assertThat(Stream.of(container.getReadinessProbe(), container.getLivenessProbe())
                            .map(probe -> probe.getHttpGet().getPort().getStrVal()))
                    .containsOnly("ops");
            // two looks, this far apart at least, are what it takes to find a loop that hangs
            assertThat(container.getLivenessProbe().getPeriodSeconds()).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void aPodHasTheTimeThatItsEndTakes() throws Exception {
        for (Workload service : installation().services()) {
            Lifecycle lifecycle = service.container().getLifecycle();
            long sleep =
                    lifecycle == null ? 0 : lifecycle.getPreStop().getSleep().getSeconds();
            assertThat(Duration.ofSeconds(service.pod().getTerminationGracePeriodSeconds()))
                    .as(service.name())
                    .isGreaterThanOrEqualTo(Shutdown.TOTAL.plusSeconds(sleep).plus(TO_SPARE));
        }
    }

    @Test
    void aPodRunsAsNobodyWithNothingToGain() throws Exception {
        for (Workload workload : installation().workloads()) {
            PodSpec pod = workload.pod();
            PodSecurityContext context = pod.getSecurityContext();
            assertThat(context.getRunAsNonRoot()).as(workload.name()).isTrue();
            assertThat(context.getRunAsUser()).as(workload.name()).isPositive();
            assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            SecurityContext container = workload.container().getSecurityContext();
            assertThat(container.getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getCapabilities().getAdd()).isEmpty();
            assertThat(pod.getHostNetwork()).isNull();
        }
    }

    @Test
    void memoryIsReservedWholeAndCpuIsNotLimited() throws Exception {
        for (Workload workload : installation().workloads()) {
            var resources = workload.container().getResources();
            assertThat(resources.getRequests()).containsKeys("cpu", "memory");
            assertThat(resources.getLimits()).containsOnlyKeys("memory");
            assertThat(resources.getLimits().get("memory"))
                    .isEqualTo(resources.getRequests().get("memory"));
        }
    }

    @Test
    void everyMountHasAVolumeAndEveryVolumeIsMounted() throws Exception {
        for (Workload workload : installation().workloads()) {
            assertThat(workload.container().getVolumeMounts().stream().map(VolumeMount::getName))
                    .as(workload.name())
                    .containsExactlyInAnyOrderElementsOf(workload.volumes().toList());
        }
    }

    /** The recorder wants a directory that it made itself: a volume's root is another's, and may hold lost+found. */
    @Test
    void theSpoolIsADirectoryWithinItsVolume() throws Exception {
        Installation installation = installation();

        VolumeMount mount = installation.recorder().container().getVolumeMounts().stream()
                .filter(volume -> volume.getName().equals("spool"))
                .findFirst()
                .orElseThrow();
        Path spool = Path.of(installation.configured("/recorder/buffer/dir").asText());
        assertThat(spool.getParent()).isEqualTo(Path.of(mount.getMountPath()));
        assertThat(installation.recorder().claims()).contains("spool");
    }

    @Test
    void everySecretIsAFileOfTheOneServiceThatNeedsIt() throws Exception {
        Installation installation = installation();

        List<String> mounted =
                installation.workloads().stream().flatMap(Workload::secrets).toList();
        assertThat(mounted).doesNotHaveDuplicates();
        assertThat(installation.directory().secrets())
                .isSubsetOf("switchbook-directory", "switchbook-directory-tls")
                .contains("switchbook-directory");
        assertThat(installation.recorder().secrets()).containsExactly("switchbook-recorder");
        for (Workload service : installation.services()) {
            assertThat(service.container().getEnvFrom()).isEmpty();
            assertThat(service.container().getEnv()).allMatch(env -> env.getValueFrom() == null);
        }
    }

    @Test
    void noManifestHoldsASecret() throws Exception {
        Installation installation = installation();

        assertThat(installation.objects().stream().map(HasMetadata::getKind)).doesNotContain("Secret");
        List<String> passwords = new ArrayList<>();
        for (String name : List.of("password", "sentinel-password")) {
            passwords.addAll(installation.configured("").findValuesAsText(name));
        }
        assertThat(passwords)
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(value -> value.startsWith("${file:/run/secrets/"));
        assertThat(installation.configured("/redis/uri").asText()).doesNotContain("@");
    }

    @Test
    void aDrainNeverWaitsForABudget() throws Exception {
        for (PodDisruptionBudget budget : installation().all(PodDisruptionBudget.class)) {
            assertThat(budget.getSpec().getMinAvailable()).as(name(budget)).isNull();
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isPositive();
            assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
        }
    }

    @Test
    void anUpdateOfTheDirectoryTakesNoReplicaAwayFirstAndUndoesNoScaling() throws Exception {
        Deployment directory = installation().all(Deployment.class).get(0);

        assertThat(directory
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(directory.getSpec().getReplicas()).isNull();
        for (HorizontalPodAutoscaler scaler : installation().all(HorizontalPodAutoscaler.class)) {
            assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo(directory.getKind());
            assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo(name(directory));
            assertThat(scaler.getSpec().getMinReplicas()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void portsOfAPodHaveNamesOfTheirOwn() throws Exception {
        for (Workload workload : installation().workloads()) {
            assertThat(workload.container().getPorts().stream().map(ContainerPort::getName))
                    .doesNotHaveDuplicates()
                    .doesNotContainNull();
        }
    }

    private List<Workload> chosen(Service service) throws Exception {
        return installation().workloads().stream()
                .filter(workload -> workload.labels()
                        .entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
                .toList();
    }

    static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
