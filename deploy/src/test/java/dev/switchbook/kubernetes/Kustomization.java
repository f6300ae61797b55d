package dev.switchbook.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@code kustomization.yaml}, as far as ours go: reading one with another field fails. */
record Kustomization(
        String apiVersion,
        String kind,
        @Nullable String namespace,
        @Nullable List<Labels> labels,
        @Nullable List<String> resources,
        @Nullable List<Generator> configMapGenerator,
        @Nullable List<Image> images,
        @Nullable List<Replicas> replicas,
        @Nullable List<Patch> patches) {

    record Labels(Map<String, String> pairs, boolean includeTemplates) {}

    record Generator(String name, @Nullable String behavior, List<String> files) {}

    record Image(String name, String newTag) {}

    record Replicas(String name, int count) {}

    record Patch(String path) {}

    /** What it names beside it. */
    Stream<String> files() {
        return Stream.of(
                        orEmpty(resources).stream(),
                        orEmpty(configMapGenerator).stream().flatMap(generator -> generator.files().stream()),
                        orEmpty(patches).stream().map(Patch::path))
                .flatMap(names -> names);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
