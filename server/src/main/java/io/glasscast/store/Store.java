package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Apps, users and their secrets, and what must outlive a kill of the server, each in a room of its own. Any thread may
/// call; calls wait for each other and for the disk, a millisecond or less, so event loops should not.
///
/// Whoever does not exist is refused exactly as whoever has the wrong secret, in the same time.
///
/// Every method, of the rooms too, throws [StoreException] when the database cannot be used.
public final class Store implements AutoCloseable {
    private static final String FILE = "glasscast.db";
    /// How long another program, such as the sqlite3 shell, may hold the database.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final InstantSource clock;
    private final Apps apps;
    private final GlassesTokens glassesTokens;
    private final Users users;
    private final ApiTokens apiTokens;
    private final Memories memories;
    private final AppStorage storage;
    private final LinkBook links;

    private Store(Database database, Optional<StoreKey> key, Chance chance, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        apps = new Apps(database, chance, clock);
        glassesTokens = new GlassesTokens(database, chance, clock);
        users = new Users(database, glassesTokens, clock);
        apiTokens = new ApiTokens(database, chance, clock);
        memories = new Memories(database, key, chance);
        storage = new AppStorage(database);
        links = new LinkBook(database);
    }

    /// Opens, or begins, the database in `dataDir`, and brings its schema up to date.
    ///
    /// @param key seals what holds secrets that must be read again; what was written without one is sealed now
    /// @throws StoreException also when the database was sealed, and not with this key
    public static Store open(Path dataDir, Optional<StoreKey> key, Chance chance, InstantSource clock) {
        return open(dataDir, key, chance, clock, PATIENCE);
    }

    static Store open(Path dataDir, Optional<StoreKey> key, Chance chance, InstantSource clock, Duration patience) {
        var file = dataDir.resolve(FILE);
        NativeLibrary.load();
        try {
            Files.createDirectories(dataDir);
            if (!Files.exists(file)) Files.createFile(file);
            if (Files.getFileStore(file).supportsFileAttributeView("posix"))
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            var database = new Database(file, connection);
            var store = new Store(database, key, chance, clock);
            try {
                database.execute("PRAGMA busy_timeout = " + patience.toMillis());
                // WAL: readers (a backup, the sqlite3 shell) do not block us, nor we them.
                database.execute("PRAGMA journal_mode = WAL");
                database.execute("PRAGMA synchronous = NORMAL");
                database.execute("PRAGMA foreign_keys = ON");
                // What is forgotten is overwritten.
                database.execute("PRAGMA secure_delete = ON");
                Migrations.apply(connection, clock.instant());
                if (store.memories.seal()) {
                    // What was there in clear lies about: in free pages, in the log, and in the copy.
                    database.execute("VACUUM");
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                    database.backUp();
                }
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return store;
        } catch (SQLException e) {
            throw new StoreException(Trouble.words(file, new Backup(file), e), e);
        } catch (IOException e) {
            throw new StoreException("cannot open the database in " + dataDir + ": " + e.getMessage(), e);
        }
    }

    /// What all rooms share.
    Database database() {
        return database;
    }

    public Apps apps() {
        return apps;
    }

    public Users users() {
        return users;
    }

    public GlassesTokens glassesTokens() {
        return glassesTokens;
    }

    public ApiTokens apiTokens() {
        return apiTokens;
    }

    public Memories memories() {
        return memories;
    }

    public AppStorage storage() {
        return storage;
    }

    public LinkBook links() {
        return links;
    }

    /// Nothing need be known any more of what was before the server ended: no memories, and no links.
    public void forgetAll() {
        database.transact(
                () -> database.update("DELETE FROM desk_memories") + database.update("DELETE FROM share_links"));
    }

    /// Writes down that the server lives now.
    public void live() {
        database.transact(() -> database.update(
                "INSERT INTO signs_of_life (id, alive_at) VALUES (1, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET alive_at = excluded.alive_at",
                clock.instant().toString()));
    }

    /// When it lived last; empty: never.
    public Optional<Instant> lived() {
        return database.transact(() -> database.text("SELECT alive_at FROM signs_of_life"))
                .map(Instant::parse);
    }

    /// Whether the database answers; for health checks.
    public boolean alive() {
        try {
            return database.transact(() -> database.text("SELECT 'x'")).isPresent();
        } catch (StoreException _) {
            return false;
        }
    }

    /// Looks whether the database is sound, and keeps a copy of it beside it if it is. Takes as long as reading all of
    /// it does; other calls do not wait for that. Does nothing once this is closed.
    public void backUp() {
        database.backUp();
    }

    @Override
    public void close() {
        database.close();
    }
}
