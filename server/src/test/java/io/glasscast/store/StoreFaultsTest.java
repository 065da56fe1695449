package io.glasscast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Chance;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that is damaged, locked or without room: what is said, and what is left.
@SuppressWarnings("NullAway") // set up before each test
class StoreFaultsTest {
    private static final App APP = new App("org.app", "An app", Set.of("CAMERA"), Optional.empty());
    private static final int PAGE_BYTES = 4_096;

    @TempDir
    private Path folder;

    private Path database, backup;
    private String key = "";

    @BeforeEach
    void fill() {
        database = folder.resolve("glasscast.db");
        backup = folder.resolve("glasscast.db.backup");
        try (var store = open()) {
            key = store.apps().add(APP).orElseThrow();
            store.users().add(new User("u@example.org"));
            store.storage().keep("org.app", "u@example.org", Map.of("large", "x".repeat(200_000)));
        }
    }

    private Store open() {
        return Store.open(
                folder, Optional.empty(), Chance.seeded(1), InstantSource.fixed(Instant.EPOCH), Duration.ofMillis(50));
    }

    private Connection another() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private void damage(long from, int bytes) throws Exception {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(from);
            file.write(new byte[bytes]);
        }
    }

    @Test
    void aDamagedFileIsNamedWithTheWayBack() throws Exception {
        try (var store = open()) {
            store.backUp();
        }
        damage(0, PAGE_BYTES);
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(database.toString(), "is damaged", "the last sound copy", backup.toString());
        for (var beside : new String[] {"-wal", "-shm"})
            Files.deleteIfExists(folder.resolve(database.getFileName() + beside));
        Files.move(backup, database, StandardCopyOption.REPLACE_EXISTING);
        try (var store = open()) {
            assertThat(store.apps().authenticate("org.app", key)).contains(APP);
        }
    }

    @Test
    void whereThereIsNoCopyItIsSaid() throws Exception {
        damage(0, PAGE_BYTES);
        assertThatThrownBy(this::open).hasMessageContainingAll("is damaged", "there is no copy of it");
    }

    @Test
    void damageInsideIsFoundBeforeItReachesTheCopy() throws Exception {
        try (var store = open()) {
            store.backUp();
            var before = Files.readAllBytes(backup);
            damage(PAGE_BYTES, 5 * PAGE_BYTES);
            assertThatThrownBy(store::backUp).hasMessageContainingAll("is damaged", backup.toString());
            assertThat(Files.readAllBytes(backup)).isEqualTo(before);
        }
    }

    @Test
    void aCopyIsWholeAndPrivate() throws Exception {
        try (var store = open()) {
            store.backUp();
            store.users().remove("u@example.org");
            store.backUp();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("glasscast.db.backup.new")).doesNotExist();
        Files.move(backup, database, StandardCopyOption.REPLACE_EXISTING);
        try (var store = open()) {
            assertThat(store.users().all()).isEmpty();
            assertThat(store.apps().authenticate("org.app", key)).isPresent();
        }
    }

    @Test
    void aClosedOneIsNotCopied() {
        var store = open();
        store.close();
        store.backUp();
        assertThat(backup).doesNotExist();
    }

    @Test
    void whoeverHoldsItIsWaitedForAndThenNamed() throws Exception {
        try (var store = open();
                var other = another();
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.users().add(new User("v@example.org")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("another program holds the database", database.toString());
            assertThat(store.apps().authenticate("org.app", key))
                    .as("it can be read")
                    .isPresent();
            statement.execute("ROLLBACK");
            assertThat(store.users().add(new User("v@example.org"))).isPresent();
        }
    }

    @Test
    void aFullDiskRefusesWhatIsNewAndKeepsWhatThereWas() throws Exception {
        try (var store = open()) {
            limitPages(store, 1);
            assertThatThrownBy(() ->
                            store.storage().keep("org.app", "u@example.org", Map.of("more", "y".repeat(100_000))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("is full", "nothing is lost");
            assertThat(store.storage().of("org.app", "u@example.org")).containsOnlyKeys("large");
            assertThat(store.alive()).isTrue();
            limitPages(store, 1 << 20);
            assertThat(store.storage().keep("org.app", "u@example.org", Map.of("more", "y".repeat(100_000))))
                    .as("when there is room again")
                    .isTrue();
        }
    }

    /// To SQLite a limit of pages is a full disk. It takes no less than it has.
    private static void limitPages(Store store, int pages) throws Exception {
        store.database().execute("PRAGMA max_page_count = " + pages);
    }
}
