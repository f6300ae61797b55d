package dev.switchbook.kubernetes;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that is applied together.
 *
 * @param cti the text of {@code cti.json}
 */
record Installation(List<HasMetadata> objects, String cti) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /** The base as it stands in the repository: without kubectl that is all there is to look at. */
    static Installation ofBaseFiles() throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : Manifests.files(Manifests.BASE, ".yaml")) {
            if (!Manifests.isKustomization(file)) {
                objects.addAll(StrictYaml.objects(Files.readString(file)));
            }
        }
        return new Installation(objects, Files.readString(Manifests.BASE.resolve(Manifests.CTI_JSON)));
    }

    static Installation rendered(Path directory) throws IOException, InterruptedException {
        List<HasMetadata> objects = StrictYaml.objects(Manifests.render(directory));
        String cti = objects.stream()
                .filter(ConfigMap.class::isInstance)
                .map(object -> ((ConfigMap) object).getData().get(Manifests.CTI_JSON))
                .findFirst()
                .orElseThrow();
        return new Installation(objects, cti);
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Workload> workloads() {
        return objects.stream().flatMap(Workload::of).toList();
    }

    Workload directory() {
        return workload("directory-service");
    }

    Workload recorder() {
        return workload("event-recorder");
    }

    /** The two that are ours. */
    List<Workload> services() {
        return List.of(directory(), recorder());
    }

    private Workload workload(String name) {
        return workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A value of {@code cti.json}, by its JSON pointer; placeholders stand as they are. */
    JsonNode configured(String pointer) throws IOException {
        return JSON.readTree(cti).at(pointer);
    }

    /** The ports of the event sockets that the recorder connects to. */
    List<Integer> eventSockets() throws IOException {
        return Stream.concat(
                        configured("/recorder/freeswitch").findValuesAsText("address").stream(),
                        configured("/recorder/discover").findValuesAsText("dns").stream())
                .map(Installation::portOf)
                .distinct()
                .toList();
    }

    static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
