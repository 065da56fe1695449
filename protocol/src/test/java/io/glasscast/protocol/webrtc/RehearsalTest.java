package io.glasscast.protocol.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsIdentity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void carriesAFrameFromOneEndToTheOther() {
        var chance = Chance.seeded(1);
        var identity = DtlsIdentity.generate(chance, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(1));
        assertThat(Rehearsal.run(identity, chance)).isTrue();
    }
}
