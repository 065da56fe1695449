package io.glasscast.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The last copy of the database that was found sound, in a file beside it.
final class Backup {
    private static final String ENDING = ".backup", UNFINISHED = ".backup.new";

    private final Path database;
    private final Path copy;

    Backup(Path database) {
        this.database = database;
        copy = database.resolveSibling(database.getFileName() + ENDING);
    }

    /// Looks through the whole database, and copies it if nothing is wrong; a copy is there whole or not at all.
    /// Readers and writers go on meanwhile.
    ///
    /// @throws StoreException when it is damaged, or there is no room; the earlier copy is kept
    void renew() {
        var unfinished = database.resolveSibling(database.getFileName() + UNFINISHED);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            look(connection);
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished);
            if (Files.getFileStore(unfinished).supportsFileAttributeView("posix"))
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
            try (var statement = connection.prepareStatement("VACUUM INTO ?")) {
                statement.setString(1, unfinished.toString());
                statement.execute();
            }
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            throw new StoreException(Trouble.words(database, this, e), e);
        } catch (IOException e) {
            throw new StoreException("no backup of the database could be made: " + e.getMessage(), e);
        }
    }

    private void look(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            var found = rows.next() ? rows.getString(1) : "nothing";
            if (!found.equals("ok")) throw new StoreException(Trouble.damaged(database, this, found));
        }
    }

    /// What to do when the database is lost.
    String wayBack() {
        return madeAt().map(time -> "the last sound copy, of " + time.truncatedTo(ChronoUnit.SECONDS) + ", is " + copy
                        + ": to go back to it, stop the server, remove " + database.getFileName() + "-wal and "
                        + database.getFileName() + "-shm, and put it in the place of " + database.getFileName())
                .orElse("there is no copy of it");
    }

    private Optional<Instant> madeAt() {
        try {
            return Files.exists(copy)
                    ? Optional.of(Files.getLastModifiedTime(copy).toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
