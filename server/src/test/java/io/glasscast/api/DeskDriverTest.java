package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.DeskInput;
import io.glasscast.control.DeskMemory;
import io.glasscast.control.DeskOutput;
import io.glasscast.control.Ingest;
import io.glasscast.control.SocketId;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import io.glasscast.control.UserDesk;
import io.glasscast.kernel.Chance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

    /// An `Error` too: a desk whose thread ended would never look at anything again.
    @Test
    void aFailureCostsWhatItIsAboutAndTheDeskGoesOn() {
        var alarms = DeskDriver.alarms();
        try {
            var outputs = new ArrayList<DeskOutput>();
            var driver = driver(alarms, output -> {
                outputs.add(output);
                if (outputs.size() == 1) throw new StackOverflowError("of the test");
            });
            var done = new AtomicInteger();
            driver.submit(new DeskInput.GlassesOpened(new SocketId(1)), done::incrementAndGet);
            int before = outputs.size();
            driver.submit(new DeskInput.GlassesOpened(new SocketId(2)), () -> {
                throw new AssertionError("of the test");
            });
            driver.submit(new DeskInput.GlassesOpened(new SocketId(3)), done::incrementAndGet);
            assertThat(done).hasValue(2);
            assertThat(outputs).hasSizeGreaterThan(before + 1);
        } finally {
            alarms.shutdownNow();
        }
    }

    private static DeskDriver driver(ScheduledExecutorService alarms, Consumer<DeskOutput> outputs) {
        return new DeskDriver(
                USER,
                new UserDesk(USER, ControlConfig.DEFAULT, URLS, Chance.seeded(1), Instant.EPOCH),
                () -> 0,
                Runnable::run,
                alarms,
                new Notebook(DeskMemory.NOTHING, (_, _) -> {}),
                (_, output) -> outputs.accept(output));
    }

    @Test
    void alarmsThatArePutOffAreForgottenAtOnce() {
        var alarms = DeskDriver.alarms();
        try {
            var driver = driver(alarms, _ -> {});
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
