package io.glasscast.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.glasscast.store.ApiToken;
import io.glasscast.store.Scope;
import io.glasscast.store.Store;
import java.security.MessageDigest;
import java.util.Optional;

/// Knows those who administer the server, by their tokens: the one in the data folder, which may do everything,
/// and those in the store.
final class Operators {
    private final byte[] owner;
    private final Store store;

    /// @param owner the token in the data folder
    Operators(String owner, Store store) {
        if (owner.isEmpty()) throw new IllegalArgumentException("the admin token must not be empty");
        this.owner = owner.getBytes(UTF_8);
        this.store = store;
    }

    /// What whoever shows this may do; empty: nothing.
    Optional<Scope> scope(String token) {
        if (MessageDigest.isEqual(token.getBytes(UTF_8), owner)) return Optional.of(Scope.ADMIN);
        return store.apiTokens().authenticate(token).map(ApiToken::scope);
    }
}
