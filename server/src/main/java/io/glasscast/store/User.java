package io.glasscast.store;

import java.util.Locale;
import java.util.regex.Pattern;

/// A wearer.
///
/// @param email in lower case
public record User(String email) {
    /// RFC 5321 §4.5.3.1.3 allows 254; beyond that only what makes ids and URLs ambiguous is refused.
    private static final Pattern EMAIL = Pattern.compile("[^\\s@/\\\\?#%\\p{Cntrl}]{1,64}@[a-z0-9.-]{1,189}");

    /// @throws IllegalArgumentException when it is no e-mail address
    public User {
        email = canonical(email);
        if (!EMAIL.matcher(email).matches()) throw new IllegalArgumentException("user must be an e-mail address");
    }

    /// The one spelling of an address under which a user is known.
    public static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
