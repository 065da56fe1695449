package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.clock.Time;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProjectorTest {
    private static final long MS = 1_000_000;

    private final Time time = Time.system();
    private final long start = time.nanos();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(10);

    private final class Strip implements Projector.Reel {
        private final String name;
        private final long everyNanos;
        private int count;

        Strip(String name, long everyNanos) {
            this.name = name;
            this.everyNanos = everyNanos;
        }

        @Override
        public long dueNanos() {
            return start + count * everyNanos;
        }

        @Override
        public void show() {
            assertThat(time.nanos()).isGreaterThanOrEqualTo(dueNanos());
            shown.add(name + count++);
            enough.countDown();
        }
    }

    @Test
    void showsEverythingInItsOrderAndNothingOfWhoHasLeft() throws Exception {
        try (var projector = new Projector(time)) {
            // All at once, on the projector's own thread, so that none is late.
            projector.enter(new Projector.Reel() {
                private boolean done;

                @Override
                public long dueNanos() {
                    return done ? Long.MAX_VALUE : start;
                }

                @Override
                public void show() {
                    done = true;
                    var gone = new Strip("gone", MS);
                    projector.enter(gone);
                    projector.enter(new Strip("slow", 20 * MS));
                    projector.enter(new Strip("quick", 10 * MS));
                    projector.leave(gone);
                }
            });
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shown).noneMatch(picture -> picture.startsWith("gone"));
            assertThat(shown.stream().filter(picture -> picture.startsWith("quick")))
                    .startsWith("quick0", "quick1", "quick2");
            assertThat(shown.indexOf("slow2")).isBetween(shown.indexOf("quick3"), shown.indexOf("quick5"));
        }
    }
}
