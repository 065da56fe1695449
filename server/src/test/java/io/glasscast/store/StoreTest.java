package io.glasscast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Chance;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void open() {
        store = Store.open(folder, Optional.empty(), Chance.seeded(1), () -> now);
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
        var second =
                store.addToken("u@example.org", Optional.empty()).orElseThrow().secret();
        assertThat(store.authenticateGlasses(second)).isPresent();
        assertThat(store.authenticateGlasses(token)).isPresent();
        for (var wrong : new String[] {
            "", ".", "x", token + "x", token.substring(1), token.substring(0, token.indexOf('.')) + ".x"
        }) assertThat(store.authenticateGlasses(wrong)).isEmpty();
        store.revokeTokens("u@example.org");
        assertThat(store.authenticateGlasses(token)).isEmpty();
        assertThat(store.removeUser("u@example.org")).isTrue();
        assertThat(store.users()).isEmpty();
        assertThat(store.addToken("u@example.org", Optional.empty())).isEmpty();
    }

    @Test
    void aTokenOfGlassesExpiresAndIsRenewedInTheSecondHalfOfItsLife() {
        var life = Optional.of(Duration.ofHours(10));
        var first = store.addUser(new User("u@example.org"), life).orElseThrow();
        assertThat(first.expiresAt()).contains(now.plus(Duration.ofHours(10)));
        now = now.plus(Duration.ofHours(4));
        assertThat(store.renewGlassesToken(first.secret(), life)).contains(first);

        now = now.plus(Duration.ofHours(2));
        var second = store.renewGlassesToken(first.secret(), life).orElseThrow();
        assertThat(second.secret()).isNotEqualTo(first.secret());
        assertThat(second.expiresAt()).contains(now.plus(Duration.ofHours(10)));
        assertThat(store.authenticateGlasses(first.secret()))
                .as("the answer may get lost")
                .isPresent();

        now = now.plus(Duration.ofHours(4));
        assertThat(store.authenticateGlasses(first.secret())).isEmpty();
        assertThat(store.renewGlassesToken(first.secret(), life)).isEmpty();
        assertThat(store.authenticateGlasses(second.secret())).contains(new User("u@example.org"));
        store.revokeTokens("u@example.org");
        assertThat(store.renewGlassesToken(second.secret(), life)).isEmpty();
    }

    @Test
    void whatNeverExpiresNeedsNoRenewalAndWhoeverRenewsOverAndOverFillsNothing() {
        var life = Optional.of(Duration.ofHours(10));
        var old = store.addUser(new User("u@example.org")).orElseThrow();
        assertThat(store.renewGlassesToken(old, life)).contains(new GlassesToken(old, Optional.empty()));
        var mortal = store.addToken("u@example.org", life).orElseThrow().secret();
        now = now.plus(Duration.ofHours(6));
        var issued = new HashSet<String>();
        for (int i = 0; i < 200; i++)
            issued.add(store.renewGlassesToken(mortal, life).orElseThrow().secret());
        assertThat(issued).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void anApiTokenIsGoodUntilItExpiresOrIsRemoved() {
        var board = store.addApiToken("board", Scope.READ, Optional.of(Duration.ofHours(1)));
        var script = store.addApiToken("script", Scope.CONTROL, Optional.empty());
        assertThat(store.authenticateApi(board.secret())).contains(board.token());
        assertThat(store.apiTokens()).containsExactlyInAnyOrder(board.token(), script.token());
        for (var wrong :
                List.of("", board.token().tokenId(), board.secret() + "x", board.secret() + ".x", "x".repeat(999)))
            assertThat(store.authenticateApi(wrong)).isEmpty();
        // The id of one with the secret of another.
        assertThat(store.authenticateApi(board.token().tokenId()
                        + script.secret().substring(script.token().tokenId().length())))
                .isEmpty();

        now = now.plus(Duration.ofHours(1));
        assertThat(store.authenticateApi(board.secret())).isEmpty();
        assertThat(store.authenticateApi(script.secret())).contains(script.token());
        assertThat(store.removeApiToken(script.token().tokenId())).isTrue();
        assertThat(store.authenticateApi(script.secret())).isEmpty();
    }

    @Test
    void linksAreKeptUntilTheyAreOver() {
        var link = new ShareLink("l1", "m1", "for a friend", "hash-1", now, now.plusSeconds(60));
        var other = new ShareLink("l2", "m2", "", "hash-2", now, now.plusSeconds(600));
        store.addLink(link, Set.of("l1"));
        store.addLink(other, Set.of("l2"));
        assertThat(store.links()).containsExactly(link, other);
        assertThat(store.links("m1")).containsExactly(link);
        assertThat(store.removeLink("m2", "l1")).as("another stream's").isFalse();
        now = now.plusSeconds(700);
        var third = new ShareLink("l3", "m2", "", "hash-3", now, now.plusSeconds(600));
        store.addLink(third, Set.of("l2", "l3"));
        assertThat(store.links()).as("the clock may have jumped").containsExactly(link, other, third);
        var fourth = new ShareLink("l4", "m2", "", "hash-4", now.plusSeconds(1), now.plusSeconds(600));
        store.addLink(fourth, Set.of("l3", "l4"));
        assertThat(store.links()).containsExactly(link, third, fourth);
        store.removeLinks("m2");
        assertThat(store.links()).containsExactly(link);
    }

    /// Whoever showed it in the meantime was refused; nobody has to be given another one.
    @Test
    void aClockThatIsAheadForAWhileCostsNobodyATokenThatIsNotRenewed() {
        var life = Optional.of(Duration.ofDays(365));
        var glasses =
                store.addUser(new User("u@example.org"), life).orElseThrow().secret();
        var program = store.addApiToken("board", Scope.READ, life).secret();
        var right = now;
        now = right.plus(Duration.ofDays(4_000));
        assertThat(store.authenticateGlasses(glasses)).isEmpty();
        assertThat(store.authenticateApi(program)).isEmpty();
        assertThat(store.renewGlassesToken(glasses, life)).isEmpty();
        now = right.minus(Duration.ofDays(4_000));
        assertThat(store.authenticateGlasses(glasses)).isPresent();
        assertThat(store.authenticateApi(program)).isPresent();
        assertThat(store.renewGlassesToken(glasses, life).orElseThrow().secret())
                .isEqualTo(glasses);
        now = right;
        assertThat(store.authenticateGlasses(glasses)).isPresent();
        assertThat(store.authenticateApi(program)).isPresent();
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
