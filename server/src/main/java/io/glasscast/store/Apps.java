package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.net.URI;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Apps that may use the server, and their keys.
///
/// Calls as with [Store].
public final class Apps {
    private final Database database;
    private final Chance chance;
    private final InstantSource clock;

    Apps(Database database, Chance chance, InstantSource clock) {
        this.database = database;
        this.chance = chance;
        this.clock = clock;
    }

    /// Registers an app.
    ///
    /// @return its API key, shown this once; empty when the package name is taken
    public Optional<String> add(App app) {
        var key = Secrets.newKey("gck_", chance);
        var hashed = HashedSecret.of(key, chance);
        return database.transact(() -> {
            int added = database.update(
                    "INSERT INTO apps (package_name, name, webhook, key_salt, key_hash, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (package_name) DO NOTHING",
                    app.packageName(),
                    app.name(),
                    webhook(app),
                    hashed.salt(),
                    hashed.hash(),
                    clock.instant().toString());
            if (added == 0) return Optional.empty();
            writePermissions(app);
            return Optional.of(key);
        });
    }

    /// Changes name, permissions and webhook of an app; its key stays.
    ///
    /// @return whether there is such an app
    public boolean change(App app) {
        return database.transact(() -> {
            int changed = database.update(
                    "UPDATE apps SET name = ?, webhook = ? WHERE package_name = ?",
                    app.name(),
                    webhook(app),
                    app.packageName());
            if (changed == 0) return false;
            database.update("DELETE FROM app_permissions WHERE package_name = ?", app.packageName());
            writePermissions(app);
            return true;
        });
    }

    /// Gives an app a new API key; the old one ends at once.
    ///
    /// @return the key, shown this once; empty when there is no such app
    public Optional<String> renewKey(String packageName) {
        var key = Secrets.newKey("gck_", chance);
        var hashed = HashedSecret.of(key, chance);
        return database.transact(() -> database.update(
                                "UPDATE apps SET key_salt = ?, key_hash = ? WHERE package_name = ?",
                                hashed.salt(),
                                hashed.hash(),
                                packageName)
                        == 0
                ? Optional.empty()
                : Optional.of(key));
    }

    /// Forgets an app.
    ///
    /// @return whether there was one
    public boolean remove(String packageName) {
        return database.transact(() -> database.update("DELETE FROM apps WHERE package_name = ?", packageName) > 0);
    }

    /// All apps, by package name.
    public List<App> all() {
        return database.transact(() -> select("SELECT package_name, name, webhook FROM apps ORDER BY package_name"));
    }

    /// One app.
    public Optional<App> find(String packageName) {
        return database.transact(() ->
                select("SELECT package_name, name, webhook FROM apps WHERE package_name = ?", packageName).stream()
                        .findFirst());
    }

    /// The app whose key this is.
    public Optional<App> authenticate(String packageName, String apiKey) {
        var kept = database.transact(() ->
                Secrets.kept(database, "SELECT key_salt, key_hash FROM apps WHERE package_name = ?", packageName));
        return Secrets.matches(kept, apiKey) ? find(packageName) : Optional.empty();
    }

    private void writePermissions(App app) throws SQLException {
        for (var permission : app.permissions())
            database.update(
                    "INSERT INTO app_permissions (package_name, permission) VALUES (?, ?)",
                    app.packageName(),
                    permission);
    }

    private List<App> select(String sql, String... arguments) throws SQLException {
        return database.list(
                columns -> {
                    var packageName = columns.getString(1);
                    var webhook = Optional.<@Nullable String>ofNullable(columns.getString(3))
                            .map(URI::create);
                    return new App(packageName, columns.getString(2), permissions(packageName), webhook);
                },
                sql,
                arguments);
    }

    private Set<String> permissions(String packageName) throws SQLException {
        return new TreeSet<>(database.list(
                columns -> columns.getString(1),
                "SELECT permission FROM app_permissions WHERE package_name = ?",
                packageName));
    }

    private static @Nullable String webhook(App app) {
        return app.webhook().map(URI::toString).orElse(null);
    }
}
