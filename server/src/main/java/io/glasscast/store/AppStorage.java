package io.glasscast.store;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What apps keep for their users, as the SDKs' simple storage.
///
/// Calls as with [Store].
public final class AppStorage {
    /// What one app may keep for one user, names counted: clients tell their authors that it is 1 MB.
    private static final int STORAGE_LIMIT = 1_000_000;
    /// Names are read all at once, and written one by one.
    private static final int STORED_LIMIT = 1_000;

    private final Database database;

    AppStorage(Database database) {
        this.database = database;
    }

    /// What an app keeps for a user.
    public Map<String, String> of(String packageName, String email) {
        return database.transact(() -> read(packageName, User.canonical(email)));
    }

    /// Keeps these for a user, beside what is kept under other names. App and user must exist.
    ///
    /// @return whether there was room; if not, nothing was kept
    public boolean keep(String packageName, String email, Map<String, String> contents) {
        var user = User.canonical(email);
        return database.transact(() -> {
            var all = read(packageName, user);
            all.putAll(contents);
            long size = 0;
            for (var entry : all.entrySet())
                size += entry.getKey().length() + entry.getValue().length();
            if (size > STORAGE_LIMIT || all.size() > STORED_LIMIT) return false;
            for (var entry : contents.entrySet())
                database.update(
                        "INSERT INTO app_storage (package_name, email, name, content) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (package_name, email, name) DO UPDATE SET content = excluded.content",
                        packageName,
                        user,
                        entry.getKey(),
                        entry.getValue());
            return true;
        });
    }

    /// Keeps nothing under this name any more.
    public void drop(String packageName, String email, String name) {
        database.transact(() -> database.update(
                "DELETE FROM app_storage WHERE package_name = ? AND email = ? AND name = ?",
                packageName,
                User.canonical(email),
                name));
    }

    /// Keeps nothing for a user any more.
    public void dropAll(String packageName, String email) {
        database.transact(() -> database.update(
                "DELETE FROM app_storage WHERE package_name = ? AND email = ?", packageName, User.canonical(email)));
    }

    private Map<String, String> read(String packageName, String email) throws SQLException {
        var contents = new LinkedHashMap<String, String>();
        database.list(
                columns -> contents.put(columns.getString(1), columns.getString(2)),
                "SELECT name, content FROM app_storage WHERE package_name = ? AND email = ? ORDER BY name",
                packageName,
                email);
        return contents;
    }
}
