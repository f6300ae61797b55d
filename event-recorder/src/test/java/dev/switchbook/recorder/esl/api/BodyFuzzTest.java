package dev.switchbook.recorder.esl.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

class BodyFuzzTest {

    /** The first byte says how the rest, an answer's body, is cut. */
    @FuzzTest(maxDuration = "1m")
    void anyRegistrationsAreReadTheSameWhereverTheyAreCut(byte[] input) {
        same(input, found -> new RegistrationScanner(found::accept));
    }

    @FuzzTest(maxDuration = "1m")
    void anyProfilesAreReadTheSameWhereverTheyAreCut(byte[] input) {
        same(input, found -> new ProfileScanner());
    }

    @FuzzTest(maxDuration = "1m")
    void anyRowsAreReadTheSameWhereverTheyAreCut(byte[] input) {
        same(
                input,
                found -> new JsonRows((bytes, offset, length) -> {
                    assertThat(bytes[offset]).isEqualTo((byte) '{');
                    assertThat(bytes[offset + length - 1]).isIn((byte) '}', (byte) ']');
                    found.accept(new String(bytes, offset, length, UTF_8));
                }));
    }

    private static void same(byte[] input, Function<Consumer<Object>, BodyScanner> scanners) {
        if (input.length > 0) {
            assertThat(read(input, 1 + (input[0] & 0x1f), scanners)).isEqualTo(read(input, input.length, scanners));
        }
    }

    private static List<Object> read(byte[] input, int stride, Function<Consumer<Object>, BodyScanner> scanners) {
        List<Object> found = new ArrayList<>();
        BodyScanner scanner = scanners.apply(found::add);
        for (int at = 1; at < input.length; at += stride) {
            scanner.feed(input, at, Math.min(stride, input.length - at));
        }
        found.add(scanner.end());
        if (scanner instanceof ProfileScanner profiles) {
            found.addAll(profiles.names());
        }
        return found;
    }
}
