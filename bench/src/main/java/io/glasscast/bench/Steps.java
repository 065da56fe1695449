package io.glasscast.bench;

import java.util.stream.Stream;

/// How much is asked of contestants, one measurement each.
final class Steps {
    private static final double FACTOR = 1.5;

    private Steps() {}

    /// Half as much again each time, without an end.
    static Iterable<Integer> rising(int first) {
        return () -> Stream.iterate(first, step -> Math.max(step + 1, (int) (step * FACTOR)))
                .iterator();
    }
}
