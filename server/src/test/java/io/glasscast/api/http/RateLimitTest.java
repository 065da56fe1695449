package io.glasscast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit limit = new RateLimit(5, nanos::get);

    private int admitted(String address, int attempts) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) if (limit.admits(address)) admitted++;
        return admitted;
    }

    @Test
    void letsABurstThroughAndThenTheRate() {
        assertThat(admitted("192.0.2.1", 100)).isEqualTo(20);
        nanos.addAndGet(2_000_000_000L);
        assertThat(admitted("192.0.2.1", 100)).isEqualTo(10);
    }

    @Test
    void addressesDoNotDisturbEachOther() {
        admitted("192.0.2.1", 100);
        assertThat(admitted("192.0.2.2", 100)).isEqualTo(20);
    }

    @Test
    void aNetworkOfIpv6AddressesIsOneClient() {
        admitted("2001:db8:1:2:3:4:5:6", 100);
        assertThat(admitted("2001:db8:1:2:ffff:4:5:6", 100)).isZero();
        assertThat(admitted("2001:db8:1:3:3:4:5:6", 100)).isEqualTo(20);
    }

    @Test
    void forgetsTheLeastRecentWhenFull() {
        admitted("192.0.2.1", 100);
        for (int i = 0; i < 16_384; i++) limit.admits("10.0." + i / 256 + "." + i % 256);
        assertThat(admitted("192.0.2.1", 100)).isEqualTo(20);
    }
}
