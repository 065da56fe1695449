package io.glasscast.bench;

import java.util.Arrays;
import java.util.Collection;

/// How values lie.
///
/// @param count of them; without any, all others are NaN
record Spread(int count, double least, double median, double p99, double most) {
    static Spread of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static Spread of(double... values) {
        if (values.length == 0) return new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        var sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(sorted.length, sorted[0], at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
    }

    /// The value below which a share of them lies: the nearest rank, and the middle of the two where it falls between.
    private static double at(double[] sorted, double share) {
        double rank = share * sorted.length;
        int index = (int) Math.ceil(rank) - 1;
        if (rank == Math.rint(rank) && index + 1 < sorted.length) return (sorted[index] + sorted[index + 1]) / 2;
        return sorted[Math.max(0, index)];
    }
}
