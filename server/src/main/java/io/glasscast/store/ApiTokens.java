package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens of the operator's programs.
///
/// Calls as with [Store].
public final class ApiTokens {
    private static final String COLUMNS = "token_id, name, scope, created_at, expires_at";

    private final Database database;
    private final Chance chance;
    private final InstantSource clock;

    ApiTokens(Database database, Chance chance, InstantSource clock) {
        this.database = database;
        this.chance = chance;
        this.clock = clock;
    }

    /// Issues a token for one of the operator's programs.
    ///
    /// @param life empty: for ever
    /// @throws IllegalArgumentException when the name cannot be
    public ApiToken.Issued issue(String name, Scope scope, Optional<Duration> life) {
        var now = clock.instant();
        var token = new ApiToken(Secrets.newTokenId("gca_", chance), name, scope, now, life.map(now::plus));
        var secret = Secrets.newToken(token.tokenId(), chance);
        var hashed = HashedSecret.of(secret, chance);
        database.transact(() -> database.update(
                "INSERT INTO api_tokens (token_id, name, scope, token_salt, token_hash, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                token.tokenId(),
                name,
                scope.word(),
                hashed.salt(),
                hashed.hash(),
                now.toString(),
                token.expiresAt().map(Instant::toString).orElse(null)));
        return new ApiToken.Issued(token, secret);
    }

    /// All of them, the oldest first, whether they have expired or not.
    public List<ApiToken> all() {
        return database.transact(() -> select("SELECT " + COLUMNS + " FROM api_tokens ORDER BY created_at, token_id"));
    }

    /// Ends a token.
    ///
    /// @return whether there was one
    public boolean remove(String tokenId) {
        return database.transact(() -> database.update("DELETE FROM api_tokens WHERE token_id = ?", tokenId) > 0);
    }

    /// The token that this is, unless it has expired.
    public Optional<ApiToken> authenticate(String token) {
        var id = Secrets.tokenId(token);
        var kept = database.transact(
                () -> Secrets.kept(database, "SELECT token_salt, token_hash FROM api_tokens WHERE token_id = ?", id));
        if (!Secrets.matches(kept, token)) return Optional.empty();
        return database.transact(() -> select("SELECT " + COLUMNS + " FROM api_tokens WHERE token_id = ?", id)).stream()
                .filter(known ->
                        known.expiresAt().map(clock.instant()::isBefore).orElse(true))
                .findFirst();
    }

    private List<ApiToken> select(String sql, String... arguments) throws SQLException {
        return database.list(
                columns -> new ApiToken(
                        columns.getString(1),
                        columns.getString(2),
                        // A word of another version means nothing here, so it allows the least.
                        Scope.of(columns.getString(3)).orElse(Scope.READ),
                        Instant.parse(columns.getString(4)),
                        Optional.<@Nullable String>ofNullable(columns.getString(5))
                                .map(Instant::parse)),
                sql,
                arguments);
    }
}
