package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What glasses show to be let in as those of a user.
///
/// Calls as with [Store].
public final class GlassesTokens {
    /// One pair of glasses a finger, with what was renewed and not yet forgotten; more is a client gone wild.
    private static final int TOKENS_OF_A_USER = 100;

    private final Database database;
    private final Chance chance;
    private final InstantSource clock;

    GlassesTokens(Database database, Chance chance, InstantSource clock) {
        this.database = database;
        this.chance = chance;
        this.clock = clock;
    }

    /// One more token for a user's glasses; the earlier ones stay good.
    ///
    /// @param life empty: for ever
    /// @return the token, shown this once; empty when there is no such user
    public Optional<GlassesToken> add(String email, Optional<Duration> life) {
        var user = User.canonical(email);
        return database.transact(
                () -> Users.exists(database, user) ? Optional.of(write(user, life)) : Optional.empty());
    }

    /// The token that glasses should hold from now on: this one during the first half of its life, then a new
    /// one. The old one stays good for as long as it was, so that an answer that gets lost locks nobody out.
    ///
    /// @param life of a new one; empty: for ever
    /// @return empty when this token is none, or not any more
    public Optional<GlassesToken> renew(String token, Optional<Duration> life) {
        var user = authenticate(token);
        if (user.isEmpty()) return Optional.empty();
        var now = clock.instant();
        return database.transact(() -> {
            var expiry = database.text(
                            "SELECT expires_at FROM glasses_tokens WHERE token_id = ?", Secrets.tokenId(token))
                    .map(Instant::parse);
            var issued = database.text(
                            "SELECT created_at FROM glasses_tokens WHERE token_id = ?", Secrets.tokenId(token))
                    .map(Instant::parse);
            boolean young = expiry.isEmpty()
                    || Duration.between(issued.orElse(now), now).compareTo(Duration.between(now, expiry.get())) < 0;
            database.update("DELETE FROM glasses_tokens WHERE expires_at < ?", Secrets.expiredBefore(now));
            var others = database.text(
                    "SELECT COUNT(*) FROM glasses_tokens WHERE email = ?",
                    user.get().email());
            boolean full = Integer.parseInt(others.orElse("0")) >= TOKENS_OF_A_USER;
            return Optional.of(
                    young || full
                            ? new GlassesToken(token, expiry)
                            : write(user.get().email(), life));
        });
    }

    /// Ends every token of a user.
    public void revoke(String email) {
        database.transact(() -> database.update("DELETE FROM glasses_tokens WHERE email = ?", User.canonical(email)));
    }

    /// The user whose glasses hold this token. A token is `gct_<id>.<secret>`.
    public Optional<User> authenticate(String token) {
        var id = Secrets.tokenId(token);
        var kept = database.transact(() ->
                Secrets.kept(database, "SELECT token_salt, token_hash FROM glasses_tokens WHERE token_id = ?", id));
        if (!Secrets.matches(kept, token)) return Optional.empty();
        return database.transact(() -> {
            var expiry = database.text("SELECT expires_at FROM glasses_tokens WHERE token_id = ?", id)
                    .map(Instant::parse);
            if (expiry.isPresent() && !clock.instant().isBefore(expiry.get())) return Optional.empty();
            return database.text("SELECT email FROM glasses_tokens WHERE token_id = ?", id)
                    .map(User::new);
        });
    }

    /// Inside of a transaction; the user must exist.
    GlassesToken write(String email, Optional<Duration> life) throws SQLException {
        var now = clock.instant();
        var expiresAt = life.map(now::plus);
        var id = Secrets.newTokenId("gct_", chance);
        var token = Secrets.newToken(id, chance);
        var hashed = HashedSecret.of(token, chance);
        database.update(
                "INSERT INTO glasses_tokens (token_id, email, token_salt, token_hash, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                email,
                hashed.salt(),
                hashed.hash(),
                now.toString(),
                expiresAt.map(Instant::toString).orElse(null));
        return new GlassesToken(token, expiresAt);
    }
}
