package io.glasscast.contract;

import java.util.Optional;
import java.util.OptionalInt;

/** The whole numbers that a wish may be, both ends included. */
record Bounds(int least, int most) {
    /** Why `value` cannot be, in words; empty when it can, or is absent. */
    Optional<String> objection(String name, OptionalInt value) {
        return value.isEmpty() || (value.getAsInt() >= least && value.getAsInt() <= most)
                ? Optional.empty()
                : Optional.of(words(name, String.valueOf(value.getAsInt())));
    }

    /** In the words of the official client, whose newer versions check the same before they send. */
    String words(String name, String got) {
        return name + " must be between " + least + " and " + most + " (got " + got + ")";
    }
}
