package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoryFixtureTest {

    @Test
    void holdsTheRecordedDirectory() {
        Map<String, Map<String, String>> redis = DirectoryFixture.recorded().build();
        assertThat(redis)
                .containsOnlyKeys(
                        "cti_domain",
                        "cti_exten@127.0.0.1",
                        "cti_group@127.0.0.1",
                        "cti_exten@pbx.example.test",
                        "cti_group@pbx.example.test");
        assertThat(redis.get("cti_domain")).containsOnlyKeys("127.0.0.1", "pbx.example.test");
        assertThat(redis.get("cti_group@127.0.0.1")).containsEntry("sales", "[\"121\",\"122\",\"123\"]");
        assertThat(redis.get("cti_exten@127.0.0.1")).hasSize(200);
    }

    @Test
    void recordsFollowTheNumber() {
        assertThat(DirectoryFixture.record(122))
                .isEqualTo("{\"param\":{\"password\":\"pw-122\"},\"variable\":{\"user_context\":\"default\","
                        + "\"effective_caller_id_number\":\"122\"},\"attribute\":{}}");
        assertThat(DirectoryFixture.record(121)).endsWith("\"attribute\":{\"number-alias\":\"9121\"}}");
        assertThat(DirectoryFixture.record(130)).endsWith("\"attribute\":{\"cacheable\":\"5000\"}}");
        assertThat(DirectoryFixture.record(131))
                .endsWith("\"attribute\":{\"number-alias\":\"9131\",\"cacheable\":\"5000\"}}");
    }

    @Test
    void twoRecordingsAreLarger() {
        assertThat(DirectoryFixture.of("R7").build().get("cti_exten@127.0.0.1")).containsKey("2499");
        assertThat(DirectoryFixture.of("C17").build().get("cti_exten@127.0.0.1"))
                .hasSize(700);
        assertThat(DirectoryFixture.of("R1").build().get("cti_exten@127.0.0.1")).hasSize(200);
    }
}
