package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.DeskInput;
import io.glasscast.control.DeskMemory;
import io.glasscast.control.Ingest;
import io.glasscast.control.SocketId;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import io.glasscast.control.UserDesk;
import io.glasscast.kernel.Chance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeskDriverTest {
    private static final String USER = "u@example.org";

    private static final StreamUrls URLS = new StreamUrls() {
        @Override
        public String ingest(StreamNames names, Ingest ingest) {
            return "http://cloud/whip/" + names.ingestKey();
        }

        @Override
        public PlaybackUrls playback(StreamNames names) {
            return PlaybackUrls.of("hls", "dash", "whep", "watch", "thumbnail");
        }
    };

    @Test
    void alarmsThatArePutOffAreForgottenAtOnce() {
        var alarms = DeskDriver.alarms();
        try {
            var driver = new DeskDriver(
                    USER,
                    new UserDesk(USER, ControlConfig.DEFAULT, URLS, Chance.seeded(1), Instant.EPOCH),
                    () -> 0,
                    Runnable::run,
                    alarms,
                    new Notebook(DeskMemory.NOTHING, (_, _) -> {}),
                    (_, _) -> {});
            for (int i = 1; i <= 100; i++) {
                // Who has gone is waited for.
                driver.submit(new DeskInput.GlassesOpened(new SocketId(i)));
                driver.submit(new DeskInput.GlassesClosed(new SocketId(i)));
            }
            assertThat(alarms.getQueue()).hasSize(1);
        } finally {
            alarms.shutdownNow();
        }
    }
}
