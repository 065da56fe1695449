package io.glasscast.store;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A miniapp as the operator registered it.
///
/// @param packageName reverse domain name, at most 128 characters
/// @param name        for people
/// @param permissions MentraOS names such as `CAMERA`; `ALL` grants everything
/// @param webhook     base address of its HTTP server, to which `/webhook` is appended
public record App(String packageName, String name, Set<String> permissions, Optional<URI> webhook) {
    public static final String CAMERA = "CAMERA";
    public static final String ALL = "ALL";

    /// Goes into URLs, ids and logs: nothing but letters, digits and punctuation that needs no quoting.
    private static final Pattern PACKAGE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private static final Pattern PERMISSION = Pattern.compile("[A-Z][A-Z_]{0,63}");
    private static final int NAME_LIMIT = 200;

    /// @throws IllegalArgumentException when a part cannot be, saying which in words
    public App {
        if (!PACKAGE_NAME.matcher(packageName).matches())
            throw new IllegalArgumentException("package name must be letters, digits, '.', '_' or '-'");
        if (name.length() > NAME_LIMIT || name.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("name must be at most " + NAME_LIMIT + " printable characters");
        for (var permission : permissions)
            if (!PERMISSION.matcher(permission).matches())
                throw new IllegalArgumentException("permission must be a word in capitals such as CAMERA");
        webhook.ifPresent(App::check);
        permissions = Set.copyOf(permissions);
    }

    private static void check(URI webhook) {
        var scheme = webhook.getScheme();
        if (webhook.getHost() == null || !("http".equals(scheme) || "https".equals(scheme)))
            throw new IllegalArgumentException("webhook must be an http:// or https:// address");
    }

    /// Whether it may use the camera.
    public boolean camera() {
        return permissions.contains(CAMERA) || permissions.contains(ALL);
    }

    /// In the order of their names.
    public Set<String> sortedPermissions() {
        return new TreeSet<>(permissions);
    }
}
