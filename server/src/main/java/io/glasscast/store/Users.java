package io.glasscast.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Who wears the glasses.
///
/// Calls as with [Store].
public final class Users {
    private final Database database;
    private final GlassesTokens tokens;
    private final InstantSource clock;

    Users(Database database, GlassesTokens tokens, InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Registers a user, whose first token never expires.
    ///
    /// @return a token for their glasses, shown this once; empty when the user exists
    public Optional<String> add(User user) {
        return add(user, Optional.empty()).map(GlassesToken::secret);
    }

    /// Registers a user.
    ///
    /// @param life of the token; empty: for ever
    /// @return a token for their glasses, shown this once; empty when the user exists
    public Optional<GlassesToken> add(User user, Optional<Duration> life) {
        return database.transact(() -> database.update(
                                "INSERT INTO users (email, created_at) VALUES (?, ?) ON CONFLICT (email) DO NOTHING",
                                user.email(),
                                clock.instant().toString())
                        == 0
                ? Optional.empty()
                : Optional.of(tokens.write(user.email(), life)));
    }

    /// Forgets a user and their tokens.
    ///
    /// @return whether there was one
    public boolean remove(String email) {
        return database.transact(() -> database.update("DELETE FROM users WHERE email = ?", User.canonical(email)) > 0);
    }

    /// All users, by address.
    public List<User> all() {
        return database.transact(() ->
                database.list(columns -> new User(columns.getString(1)), "SELECT email FROM users ORDER BY email"));
    }

    /// Whether there is such a user.
    public boolean has(String email) {
        return database.transact(() -> exists(database, User.canonical(email)));
    }

    /// Inside of a transaction.
    static boolean exists(Database database, String email) throws SQLException {
        return database.text("SELECT email FROM users WHERE email = ?", email).isPresent();
    }
}
