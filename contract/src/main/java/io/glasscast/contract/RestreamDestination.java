package io.glasscast.contract;

import java.util.Optional;

/**
 * Where else a managed stream should go.
 *
 * @param url holds the destination's key: a secret
 */
public record RestreamDestination(String url, Optional<String> name) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "RestreamDestination[" + name.orElse("unnamed") + "]";
    }
}
