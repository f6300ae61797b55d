package dev.switchbook.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void readsProcWhateverTheProcessIsCalled() {
        String stat = "4711 (a) (b c) S 1 2 3 4 5 6 7 8 9 10 250 50 1 1 20 0 9 0 77\n";
        String status = "Name:\tx\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
        assertThat(Usage.parse(stat, status)).isEqualTo(new Usage(3.0, 1024, 2048));
    }
}
