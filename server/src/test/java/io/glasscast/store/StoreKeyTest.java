package io.glasscast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Chance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What whoever gets hold of the database can read of what outlives a kill, and what with the wrong key.
final class StoreKeyTest {
    private static final String SECRET = "rtmp://a.rtmp.youtube.com/live2/abcd-1234-secret";
    private static final Optional<StoreKey> KEY = StoreKey.of("0f".repeat(32));
    private static final Optional<StoreKey> OTHER = StoreKey.of("f0".repeat(32));

    @TempDir
    private Path folder;

    private Store open(Optional<StoreKey> key) {
        return Store.open(folder, key, Chance.secure(), InstantSource.system());
    }

    private Store withUsers(Optional<StoreKey> key) {
        var store = open(key);
        store.users().add(new User("a@example.org"));
        store.users().add(new User("b@example.org"));
        return store;
    }

    private String files() throws Exception {
        var all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    @Test
    void whatIsWrittenCanBeReadAgainAndNotInTheFiles() throws Exception {
        try (var store = withUsers(KEY)) {
            store.memories().remember("a@example.org", "{" + SECRET);
            assertThat(store.memories().all()).isEqualTo(Map.of("a@example.org", "{" + SECRET));
            assertThat(files()).doesNotContain("abcd-1234").contains("sealed:");
        }
        try (var store = open(KEY)) {
            assertThat(store.memories().all()).isEqualTo(Map.of("a@example.org", "{" + SECRET));
        }
    }

    @Test
    void aKeyIsNeededOnceThereWasOneAndNoOtherDoes() {
        withUsers(KEY).close();
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(StoreException.class)
                .hasMessage("it is encrypted, and store.key does not say with which key");
        assertThatThrownBy(() -> open(OTHER))
                .isInstanceOf(StoreException.class)
                .hasMessage("it is encrypted with another key than that of store.key");
        open(KEY).close();
    }

    @Test
    void whatWasWrittenWithoutAKeyIsSealedAndLosesNothing() throws Exception {
        String token;
        try (var store = withUsers(Optional.empty())) {
            store.memories().remember("a@example.org", "{" + SECRET);
            store.memories().remember("b@example.org", "{b");
            store.backUp();
            token = store.glassesTokens()
                    .add("a@example.org", Optional.empty())
                    .orElseThrow()
                    .secret();
            assertThat(files()).contains("abcd-1234");
        }
        try (var store = open(KEY)) {
            assertThat(store.memories().all()).isEqualTo(Map.of("a@example.org", "{" + SECRET, "b@example.org", "{b"));
            assertThat(store.glassesTokens().authenticate(token)).isPresent();
            assertThat(files())
                    .as("not even in what the database has freed, or in its copy")
                    .doesNotContain("abcd-1234");
        }
    }

    /// Somebody who may write the database, and not read it, gains nothing by moving one user's streams to
    /// another.
    @Test
    void whatWasSealedForOneUserIsNothingForAnother() throws Exception {
        try (var store = withUsers(KEY)) {
            store.memories().remember("a@example.org", "{" + SECRET);
            store.memories().remember("b@example.org", "{b");
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("glasscast.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE desk_memories SET memory ="
                    + " (SELECT memory FROM desk_memories WHERE email = 'a@example.org')");
        }
        try (var store = open(KEY)) {
            assertThat(store.memories().all()).isEqualTo(Map.of("a@example.org", "{" + SECRET, "b@example.org", ""));
        }
    }

    @Test
    void theSameTextIsNeverSealedAlike() {
        var key = KEY.orElseThrow();
        var sealed = key.seal("x", "here", Chance.secure());
        assertThat(key.seal("x", "here", Chance.secure())).isNotEqualTo(sealed);
        assertThat(key.open(sealed, "here")).contains("x");
        assertThat(key.open(sealed, "there")).isEmpty();
        assertThat(key.open(sealed.substring(0, 12), "here")).isEmpty();
        assertThat(key.open("sealed:???", "here")).isEmpty();
        assertThat(key.toString()).doesNotContain("0f");
    }

    @Test
    void aKeyHas256Bits() {
        for (var text : new String[] {"", "0f", "0f".repeat(31), "0f".repeat(33), "g".repeat(64)})
            assertThat(StoreKey.of(text)).isEmpty();
        assertThat(StoreKey.of("0F".repeat(32))).isPresent();
    }
}
