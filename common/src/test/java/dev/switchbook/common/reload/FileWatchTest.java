package dev.switchbook.common.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileWatchTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Scripted made = new Scripted();
    private final FileWatch watch = FileWatch.start(List.of(made), registry);

    /** What is read is what the test says; {@code bad…} cannot be used, {@code gone} cannot be read. */
    private static final class Scripted implements FromFiles<String> {
        private final List<String> taken = new ArrayList<>();
        private String files = "old";
        private String inUse = "old";
        private boolean follows = true;

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public boolean follows() {
            return follows;
        }

        @Override
        public String inUse() {
            return inUse;
        }

        @Override
        public String read() throws UnusableFileException {
            if (files.equals("gone")) {
                throw new UnusableFileException("f.pem cannot be read");
            }
            return files;
        }

        @Override
        public void take(String content) throws UnusableFileException {
            if (content.startsWith("bad")) {
                throw new UnusableFileException("f.pem is bad");
            }
            if (content.equals("fault")) {
                throw new IllegalStateException(content);
            }
            inUse = content;
            taken.add(content);
        }
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void settle(String files) {
        made.files = files;
        watch.look();
        watch.look();
    }

    private double count(String outcome) {
        return registry.get("config.reloads")
                .tags("what", "scripted", "outcome", outcome)
                .counter()
                .count();
    }

    private double successful() {
        return registry.get("config.last.reload.successful")
                .tag("what", "scripted")
                .gauge()
                .value();
    }

    @Test
    void takesAChangeThatTwoLooksFind() {
        made.files = "new";
        watch.look();
        assertThat(made.taken).isEmpty();
        watch.look();
        watch.look();
        watch.look();
        assertThat(made.taken).containsExactly("new");
        assertThat(count("ok")).isEqualTo(1);
    }

    @Test
    void leavesAFileThatIsBeingWrittenToBeFinished() {
        for (String part : List.of("n", "ne", "new")) {
            made.files = part;
            watch.look();
        }
        assertThat(made.taken).isEmpty();
        watch.look();
        assertThat(made.taken).containsExactly("new");
        assertThat(count("refused")).isZero();
    }

    @Test
    void takesNothingWhileNothingChanges() {
        settle("old");
        settle("old");
        assertThat(made.taken).isEmpty();
        assertThat(successful()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsInUseWhenTheNewCannotBeUsedAndSaysSoOnce() {
        for (String files : List.of("bad", "gone", "fault")) {
            double before = count("refused");
            settle(files);
            settle(files);
            assertThat(count("refused")).as(files).isEqualTo(before + 1);
            assertThat(successful()).isZero();
        }
        assertThat(made.taken).isEmpty();
        settle("old");
        assertThat(successful()).as("what is in use is what the files say").isEqualTo(1);
        settle("mended");
        assertThat(made.inUse).isEqualTo("mended");
        assertThat(successful()).isEqualTo(1);
    }

    @Test
    void whatFollowsNoFileHasNoMetric() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        made.follows = false;
        FileWatch.start(List.of(made), other).close();
        assertThat(other.getMeters()).isEmpty();
    }
}
