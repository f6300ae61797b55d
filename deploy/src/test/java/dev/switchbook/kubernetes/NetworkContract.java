package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may reach whom. */
abstract class NetworkContract extends InstallationContract {
    private static final int DNS = 53;
    private static final int REDIS = 6379;
    private static final int SENTINEL = 26379;

    @Test
    void whatIsNotAllowedIsForbiddenForEveryPod() throws Exception {
        assertThat(installation().all(NetworkPolicy.class)).anySatisfy(policy -> {
            assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
            assertThat(policy.getSpec().getPodSelector().getMatchExpressions()).isEmpty();
            assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
            assertThat(policy.getSpec().getIngress()).isEmpty();
            assertThat(policy.getSpec().getEgress()).isEmpty();
        });
    }

    /** A rule without peers, or without ports, means all of them. */
    @Test
    void everyRuleSaysWhoAndWhere() throws Exception {
        for (NetworkPolicy policy : installation().all(NetworkPolicy.class)) {
            for (NetworkPolicyIngressRule rule : policy.getSpec().getIngress()) {
                assertSaysWhoAndWhere(policy, rule.getFrom(), rule.getPorts());
            }
            for (NetworkPolicyEgressRule rule : policy.getSpec().getEgress()) {
                assertSaysWhoAndWhere(policy, rule.getTo(), rule.getPorts());
            }
        }
    }

    private static void assertSaysWhoAndWhere(
            NetworkPolicy policy, List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {
        assertThat(peers)
                .as(name(policy))
                .isNotEmpty()
                .allMatch(peer -> peer.getIpBlock() == null
                        ? peer.getPodSelector() != null
                        : !peer.getIpBlock().getCidr().endsWith("/0"));
        assertThat(ports).as(name(policy)).isNotEmpty();
    }

    @Test
    void onlyFreeSwitchComesToTheDirectoryAndOnlyPrometheusToOps() throws Exception {
        Installation installation = installation();

        assertThat(admitted(installation.directory()))
                .containsExactlyInAnyOrder("freeswitch-to-directory directory", "prometheus-to-ops ops");
        assertThat(admitted(installation.recorder())).containsExactly("prometheus-to-ops ops");
        for (Workload workload : installation.workloads()) {
            for (String admitted : admitted(workload).toList()) {
                String port = admitted.substring(admitted.indexOf(' ') + 1);
                assertThat(workload.port(port)).as(admitted).isPositive();
            }
        }
    }

    @Test
    void theEventSocketIsTheRecordersAlone() throws Exception {
        Installation installation = installation();

        assertThat(installation.eventSockets()).containsExactly(8021);
        assertThat(reached(installation.recorder())).contains(8021);
        assertThat(reached(installation.directory())).doesNotContain(8021);
        assertThat(installation.workloads())
                .allMatch(workload ->
                        workload.container().getPorts().stream().noneMatch(port -> port.getContainerPort() == 8021));
    }

    @Test
    void theServicesReachRedisAndDnsAndNothingElse() throws Exception {
        Installation installation = installation();

        boolean sentinel = installation.configured("/redis/uri").asText().startsWith("redis-sentinel://");
        List<Integer> common = sentinel ? List.of(REDIS, SENTINEL, DNS) : List.of(REDIS, DNS);
        assertThat(reached(installation.directory()).distinct()).containsExactlyInAnyOrderElementsOf(common);
        assertThat(reached(installation.recorder()).filter(port -> port != 8021).distinct())
                .containsExactlyInAnyOrderElementsOf(common);
    }

    /** Policy and port of all that may come to a workload's pods. */
    private Stream<String> admitted(Workload workload) throws Exception {
        return policies(workload)
                .flatMap(policy -> policy.getSpec().getIngress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> name(policy) + " " + text(port.getPort())));
    }

    private Stream<Integer> reached(Workload workload) throws Exception {
        return policies(workload)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getPort().getIntVal());
    }

    private Stream<NetworkPolicy> policies(Workload workload) throws Exception {
        return installation().all(NetworkPolicy.class).stream()
                .filter(policy -> workload.isChosenBy(policy.getSpec().getPodSelector()));
    }

    private static String text(IntOrString port) {
        return String.valueOf(port.getValue());
    }
}
