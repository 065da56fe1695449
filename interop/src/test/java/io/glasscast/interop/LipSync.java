package io.glasscast.interop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What one reader saw and heard of one publisher.
///
/// @param flashes  when pictures turned white, in seconds
/// @param beeps    when silence ended, by the same clock
/// @param offsets  by how much sound is behind its picture, for each beep that has a flash near it
/// @param troubles what the reader complains of
record LipSync(List<Double> flashes, List<Double> beeps, List<Double> offsets, List<String> troubles) {
    /// Less than half of the shortest time from one beep to the next.
    private static final double NEAR_SECONDS = 0.45;

    static LipSync of(List<Double> flashes, List<Double> beeps, List<String> troubles) {
        var offsets = new ArrayList<Double>();
        for (double beep : beeps)
            flashes.stream()
                    .map(flash -> beep - flash)
                    .filter(offset -> Math.abs(offset) < NEAR_SECONDS)
                    .min(Comparator.comparing(Math::abs))
                    .ifPresent(offsets::add);
        return new LipSync(flashes, beeps, List.copyOf(offsets), troubles);
    }

    /// The offset in the middle: what a busy machine does to one picture says nothing of the stream.
    double median() {
        if (offsets.isEmpty()) return Double.NaN;
        var sorted = offsets.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
