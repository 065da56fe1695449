package io.glasscast.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Something that is said of samples.
///
/// @param key      in JSON, and in the names of charts
/// @param heading  of its column, with its unit
/// @param decimals that are shown
record Figure<S>(String key, String heading, int decimals, ToDoubleFunction<S> of) {
    /// What of it there is in several rounds.
    Spread spread(Collection<S> samples) {
        return Spread.of(samples.stream().mapToDouble(of).toArray());
    }

    /// NaN is a dash: nobody looked.
    String text(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
