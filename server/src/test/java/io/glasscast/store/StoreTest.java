package io.glasscast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Chance;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // set up before each test
final class StoreTest {
    private static final App APP =
            new App("org.app", "An app", Set.of("CAMERA", "MICROPHONE"), Optional.of(URI.create("http://h:1")));

    @TempDir
    private Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder, Chance.seeded(1), InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAppIsKnownByItsKeyAlone() {
        var key = store.addApp(APP).orElseThrow();
        assertThat(key).hasSizeGreaterThan(30);
        assertThat(store.authenticate("org.app", key)).contains(APP);
        assertThat(store.authenticate("org.app", key + "x")).isEmpty();
        assertThat(store.authenticate("org.app", "")).isEmpty();
        assertThat(store.authenticate("org.other", key)).isEmpty();
        assertThat(store.authenticate("org.app", "x".repeat(100_000))).isEmpty();
    }

    @Test
    void aPackageNameIsTakenOnce() {
        var key = store.addApp(APP).orElseThrow();
        assertThat(store.addApp(APP)).isEmpty();
        assertThat(store.authenticate("org.app", key)).isPresent();
    }

    @Test
    void anAppChangesAndGoes() {
        var key = store.addApp(APP).orElseThrow();
        var less = new App("org.app", "Less", Set.of(), Optional.empty());
        assertThat(store.changeApp(less)).isTrue();
        assertThat(store.authenticate("org.app", key)).contains(less);
        var renewed = store.renewKey("org.app").orElseThrow();
        assertThat(store.authenticate("org.app", key)).isEmpty();
        assertThat(store.authenticate("org.app", renewed)).contains(less);
        assertThat(store.apps()).containsExactly(less);
        assertThat(store.removeApp("org.app")).isTrue();
        assertThat(store.removeApp("org.app")).isFalse();
        assertThat(store.changeApp(less)).isFalse();
        assertThat(store.renewKey("org.app")).isEmpty();
        assertThat(store.authenticate("org.app", renewed)).isEmpty();
        assertThat(store.apps()).isEmpty();
    }

    @Test
    void aUserIsKnownByTheTokenOfTheirGlasses() {
        var token = store.addUser(new User("U@Example.ORG ")).orElseThrow();
        assertThat(store.addUser(new User("u@example.org"))).isEmpty();
        assertThat(store.authenticateGlasses(token)).contains(new User("u@example.org"));
        assertThat(store.hasUser("u@EXAMPLE.org")).isTrue();
        var second = store.addToken("u@example.org").orElseThrow();
        assertThat(store.authenticateGlasses(second)).isPresent();
        assertThat(store.authenticateGlasses(token)).isPresent();
        for (var wrong : new String[] {
            "", ".", "x", token + "x", token.substring(1), token.substring(0, token.indexOf('.')) + ".x"
        }) assertThat(store.authenticateGlasses(wrong)).isEmpty();
        store.revokeTokens("u@example.org");
        assertThat(store.authenticateGlasses(token)).isEmpty();
        assertThat(store.removeUser("u@example.org")).isTrue();
        assertThat(store.users()).isEmpty();
        assertThat(store.addToken("u@example.org")).isEmpty();
    }

    @Test
    void everythingIsThereAfterARestart() {
        var key = store.addApp(APP).orElseThrow();
        var token = store.addUser(new User("u@example.org")).orElseThrow();
        store.close();
        open();
        assertThat(store.authenticate("org.app", key)).contains(APP);
        assertThat(store.authenticateGlasses(token)).isPresent();
        assertThat(store.alive()).isTrue();
    }

    @Test
    void noSecretIsInTheFiles() throws Exception {
        var key = store.addApp(APP).orElseThrow();
        var token = store.addUser(new User("u@example.org")).orElseThrow();
        store.close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(key.substring(4))
                        .doesNotContain(token.substring(token.indexOf('.') + 1));
        }
        open();
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
        store.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("glasscast.db"));
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_version VALUES (99, 'later')");
        }
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("newer version");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("glasscast.db"));
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM schema_version WHERE version = 99");
        }
        open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "has space", "a/b", "-a", "a\nb", "ä"})
    void aPackageNameIsPlain(String name) {
        assertThatThrownBy(() -> new App(name, "x", Set.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "a@", "@b", "a b@c", "a@b\nc", "a/b@c", "a@b c"})
    void aUserIsAnAddress(String email) {
        assertThatThrownBy(() -> new User(email)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWebhookIsHttp() {
        for (var wrong : new String[] {"file:///etc/passwd", "/x", "ftp://h"})
            assertThatThrownBy(() -> new App("a", "x", Set.of(), Optional.of(URI.create(wrong))))
                    .isInstanceOf(IllegalArgumentException.class);
    }
}
