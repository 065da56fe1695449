package io.glasscast.protocol.mpegts;

import java.util.Optional;

/// A configuration that is repeated over and over, and believed to have changed only when it says so a few times:
/// damaged bits must not make every viewer begin anew.
final class Steady<T> {
    private static final int WITNESSES = 3;

    private Optional<T> believed = Optional.empty();
    private Optional<T> suspect = Optional.empty();
    private int witnesses;

    /// @return whether `value` is believed, and so what came with it
    boolean accepts(T value) {
        if (believed.isEmpty()) {
            believed = Optional.of(value);
        } else if (believed.get().equals(value)) {
            suspect = Optional.empty();
        } else {
            witnesses = suspect.isPresent() && suspect.get().equals(value) ? witnesses + 1 : 1;
            suspect = Optional.of(value);
            if (witnesses < WITNESSES) return false;
            believed = suspect;
            suspect = Optional.empty();
        }
        return true;
    }
}
