package dev.switchbook.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes pods.
 *
 * @param claims names of the volumes that a StatefulSet's claims are
 */
record Workload(
        String name,
        @Nullable Integer replicas,
        LabelSelector selector,
        PodTemplateSpec template,
        List<String> claims) {

    static Stream<Workload> of(HasMetadata object) {
        String name = object.getMetadata().getName();
        if (object instanceof Deployment deployment) {
            var spec = deployment.getSpec();
            return Stream.of(new Workload(name, spec.getReplicas(), spec.getSelector(), spec.getTemplate(), List.of()));
        }
        if (object instanceof StatefulSet set) {
            var spec = set.getSpec();
            List<String> claims = spec.getVolumeClaimTemplates().stream()
                    .map(claim -> claim.getMetadata().getName())
                    .toList();
            return Stream.of(new Workload(name, spec.getReplicas(), spec.getSelector(), spec.getTemplate(), claims));
        }
        return Stream.empty();
    }

    PodSpec pod() {
        return template.getSpec();
    }

    /** Each of ours has one. */
    Container container() {
        List<Container> all = pod().getContainers();
        if (all.size() != 1) {
            throw new AssertionError(name + " has " + all.size() + " containers");
        }
        return all.get(0);
    }

    Map<String, String> labels() {
        return template.getMetadata().getLabels();
    }

    Stream<String> volumes() {
        return Stream.concat(pod().getVolumes().stream().map(Volume::getName), claims.stream());
    }

    Stream<String> secrets() {
        return pod().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .map(volume -> volume.getSecret().getSecretName());
    }

    /** By its name, or -1. */
    int port(String portName) {
        return container().getPorts().stream()
                .filter(port -> port.getName().equals(portName))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(-1);
    }

    /** The value of an environment variable that is set literally. */
    String environment(String variable) {
        return container().getEnv().stream()
                .filter(env -> env.getName().equals(variable))
                .map(env -> Objects.requireNonNullElse(env.getValue(), ""))
                .findFirst()
                .orElse("");
    }

    /** Whether a selector takes its pods: {@code matchLabels} and {@code In}. */
    boolean isChosenBy(LabelSelector by) {
        boolean labelsMatch = by.getMatchLabels() == null
                || labels().entrySet().containsAll(by.getMatchLabels().entrySet());
        return labelsMatch
                && by.getMatchExpressions().stream()
                        .allMatch(expression -> expression.getOperator().equals("In")
                                && expression.getValues().contains(labels().get(expression.getKey())));
    }
}
