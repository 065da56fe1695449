package io.glasscast.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a token of the operator's may do; each word includes those before it.
public enum Scope {
    /// Look, but see no address by which streams can be watched.
    READ,
    /// Start and stop apps, and say who may watch and where streams go.
    CONTROL,
    /// Everything: apps, users, and tokens.
    ADMIN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    /// Whether whoever may do this may do `wanted`.
    public boolean covers(Scope wanted) {
        return compareTo(wanted) >= 0;
    }
}
