package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void tellsRefusedCredentialsApart() {
        Throwable fault = new CompletionException(new RedisConnectionException(
                "Unable to connect", new RedisCommandExecutionException("WRONGPASS invalid username-password pair")));

        assertThat(Faults.describe(fault)).isEqualTo("it refuses our user or password (WRONGPASS)");
    }

    @Test
    void tellsATlsFaultApart() {
        Throwable fault = new RedisConnectionException("x", new SSLHandshakeException("no valid certificate path"));

        assertThat(Faults.describe(fault)).isEqualTo("TLS: no valid certificate path");
    }

    @Test
    void saysTheRootCauseOtherwise() {
        assertThat(Faults.describe(new RedisConnectionException("x", new IOException("refused"))))
                .isEqualTo("refused");
        assertThat(Faults.describe(new RedisConnectionException("x", new IOException())))
                .isEqualTo("IOException");
    }
}
