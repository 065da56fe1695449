package io.glasscast.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A day of three wearers in random order: ten apps, three pairs of glasses, media, time and what kills servers do what
/// they like, and after every event all that was promised to anybody must hold.
final class DeskSimulationTest {
    private static final int EVENTS = 120;
    private static final int WEARERS = 3;
    private static final long SECOND = 1_000_000_000L;
    /// Everybody survives half a minute without a server.
    private static final long LONGEST_DOWN = 30 * SECOND;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("sim.seeds", 2_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingPromisedHolds(long seed) {
        new Town(seed).run();
    }

    /// Wearers have nothing in common but the apps, whose permissions are those of the server.
    private static final class Town {
        final SplittableRandom random;
        final List<SimulatedWearer> wearers = new ArrayList<>();
        long now;

        Town(long seed) {
            random = new SplittableRandom(seed);
            for (int i = 0; i < WEARERS; i++) wearers.add(new SimulatedWearer(seed * WEARERS + i, random));
        }

        void run() {
            for (var wearer : wearers) wearer.begin();
            for (int i = 0; i < EVENTS; i++) {
                now += wait(random);
                if (random.nextInt(40) == 0) permission(random.nextInt(SimulatedWearer.APPS), random.nextInt(3) > 0);
                else if (random.nextInt(15) == 0) kill();
                else {
                    var wearer = wearers.get(random.nextInt(WEARERS));
                    wearer.passTo(now);
                    wearer.act();
                }
            }
        }

        void permission(int app, boolean camera) {
            for (var wearer : wearers) {
                wearer.passTo(now);
                wearer.permission(wearer.clients.get(app), camera);
            }
        }

        /// One server has all of them.
        void kill() {
            long down = random.nextInt(4) == 0 ? 0 : random.nextLong(LONGEST_DOWN + 1);
            for (var wearer : wearers) {
                wearer.passTo(now);
                wearer.kill(Duration.ofNanos(down));
            }
            now += down;
        }

        static long wait(SplittableRandom random) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> 0;
                case 2 -> random.nextLong(300_000_000L);
                case 3, 4 -> random.nextLong(5 * SECOND);
                default -> random.nextLong(40 * SECOND);
            };
        }
    }
}
