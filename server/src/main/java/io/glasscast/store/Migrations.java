package io.glasscast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Brings a database to the present schema, one numbered step at a time, each in a transaction of its own.
final class Migrations {
    /// In order; a step that was released is never changed, only followed.
    private static final List<String> STEPS = List.of(
            "0001-apps-and-users.sql",
            "0002-memories.sql",
            "0003-app-storage.sql",
            "0004-share-links.sql",
            "0005-api-tokens.sql",
            "0006-seal.sql",
            "0007-token-life.sql");

    private Migrations() {}

    static void apply(Connection connection, Instant now) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)");
        }
        int version = version(connection);
        if (version > STEPS.size())
            throw new StoreException("the database has schema " + version + ", this Glasscast knows " + STEPS.size()
                    + ": it was written by a newer version");
        for (int step = version + 1; step <= STEPS.size(); step++) apply(connection, step, now);
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void apply(Connection connection, int step, Instant now) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var insert =
                        connection.prepareStatement("INSERT INTO schema_version (version, applied_at) VALUES (?, ?)")) {
            for (var sql : script(STEPS.get(step - 1)).split(";", -1)) if (!sql.isBlank()) statement.execute(sql);
            insert.setInt(1, step);
            insert.setString(2, now.toString());
            insert.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String script(String name) {
        try (var stream = Migrations.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalStateException(name + " is missing from the jar");
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
