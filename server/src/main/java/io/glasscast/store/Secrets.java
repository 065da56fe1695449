package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Keys and tokens: made, and known again. A token is `<id>.<secret>`: the id finds its record, the secret is
/// compared in constant time. Whoever does not exist is refused exactly as whoever has the wrong secret, in the
/// same time.
final class Secrets {
    /// 192 bits, beyond guessing.
    private static final int SECRET_BYTES = 24;
    /// Enough never to meet twice.
    private static final int TOKEN_ID_BYTES = 9;
    /// Longer secrets are nobody's: they are refused before they are hashed.
    private static final int SECRET_LIMIT = 256;

    private Secrets() {}

    static String newKey(String prefix, Chance chance) {
        return prefix + text(SECRET_BYTES, chance);
    }

    static String newTokenId(String prefix, Chance chance) {
        return prefix + text(TOKEN_ID_BYTES, chance);
    }

    static String newToken(String id, Chance chance) {
        return id + "." + text(SECRET_BYTES, chance);
    }

    private static String text(int bytes, Chance chance) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(bytes));
    }

    /// The first half of a token, which finds its record.
    static String tokenId(String token) {
        if (token.length() > SECRET_LIMIT) return "";
        var parts = token.split("\\.", 3);
        return parts.length == 2 ? parts[0] : "";
    }

    static boolean matches(Optional<HashedSecret> kept, String secret) {
        if (secret.length() > SECRET_LIMIT) return false;
        boolean right = kept.orElse(HashedSecret.NOBODY).matches(secret);
        return right && kept.isPresent();
    }

    /// A second late, because as text whole seconds come behind their fractions.
    static String expiredBefore(Instant now) {
        return now.minusSeconds(1).toString();
    }

    /// What is kept of a secret.
    ///
    /// @param sql selects salt and hash
    static Optional<HashedSecret> kept(Database database, String sql, String argument) throws SQLException {
        return database
                .list(columns -> new HashedSecret(columns.getString(1), columns.getString(2)), sql, argument)
                .stream()
                .findFirst();
    }
}
