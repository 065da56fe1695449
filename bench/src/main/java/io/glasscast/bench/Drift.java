package io.glasscast.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Whether something grew while it should have stayed as it was: the middle third of all rounds against the last. The
/// first is left to a server that is getting warm.
///
/// @param what    in words
/// @param middle  the median of the second third
/// @param last    the median of the last third
/// @param allowed how much more is no growth
record Drift(String what, double middle, double last, double allowed) {
    /// What a flat line may rise by.
    private static final double SHARE = 0.05;

    /// Fewer rounds have no thirds worth comparing.
    static final int ROUNDS = 9;

    /// With more, the middle third begins when everything has been compiled, and every thread has had its buffers.
    private static final int WARM = 60;

    /// @param slack what may come and go at any time, however little there is
    static Drift of(String what, List<SoakRound> rounds, ToLongFunction<SoakRound> value, double slack) {
        int third = rounds.size() / 3;
        double middle = median(rounds.subList(rounds.size() - 2 * third, rounds.size() - third), value);
        double last = median(rounds.subList(rounds.size() - third, rounds.size()), value);
        return new Drift(what, middle, last, Math.max(slack, SHARE * middle));
    }

    private static double median(List<SoakRound> rounds, ToLongFunction<SoakRound> value) {
        return Spread.of(rounds.stream()
                        .mapToDouble(round -> value.applyAsLong(round))
                        .toArray())
                .median();
    }

    static List<Drift> all(List<SoakRound> rounds) {
        boolean warm = rounds.size() >= WARM;
        return List.of(
                of("heap", rounds, SoakRound::heapBytes, 500_000),
                // Some of the last who have left are there for a moment: a viewer is some forty of them, a stream some
                // hundred.
                of("objects", rounds, SoakRound::objects, 500),
                of("entries of maps", rounds, SoakRound::entries, 200),
                of("buffers", rounds, SoakRound::buffers, 50),
                // What waits for the kernel has buffers that are made as they are needed, 32 MB in all, and Netty keeps
                // chunks of a megabyte for each thread that has had use for one.
                of("direct memory", rounds, SoakRound::directBytes, warm ? 4_000_000 : 64_000_000),
                // What the C library keeps of freed memory comes and goes in such pieces; before that, methods are
                // compiled.
                of("native memory", rounds, SoakRound::nativeBytes, warm ? 10_000_000 : 96_000_000),
                of("descriptors", rounds, SoakRound::descriptors, 4),
                of("threads", rounds, SoakRound::threads, 4),
                of("open streams and sockets", rounds, SoakRound::open, 0));
    }

    boolean grew() {
        return last - middle > allowed;
    }

    Optional<String> complaint() {
        return grew()
                ? Optional.of(String.format(Locale.ROOT, "%s grew from %.0f to %.0f", what, middle, last))
                : Optional.empty();
    }
}
