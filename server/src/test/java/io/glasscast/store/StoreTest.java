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
        var key = store.apps().add(APP).orElseThrow();
        assertThat(key).hasSizeGreaterThan(30);
        assertThat(store.apps().authenticate("org.app", key)).contains(APP);
        assertThat(store.apps().authenticate("org.app", key + "x")).isEmpty();
        assertThat(store.apps().authenticate("org.app", "")).isEmpty();
        assertThat(store.apps().authenticate("org.other", key)).isEmpty();
        assertThat(store.apps().authenticate("org.app", "x".repeat(100_000))).isEmpty();
    }

    @Test
    void aPackageNameIsTakenOnce() {
        var key = store.apps().add(APP).orElseThrow();
        assertThat(store.apps().add(APP)).isEmpty();
        assertThat(store.apps().authenticate("org.app", key)).isPresent();
    }

    @Test
    void anAppChangesAndGoes() {
        var key = store.apps().add(APP).orElseThrow();
        var less = new App("org.app", "Less", Set.of(), Optional.empty());
        assertThat(store.apps().change(less)).isTrue();
        assertThat(store.apps().authenticate("org.app", key)).contains(less);
        var renewed = store.apps().renewKey("org.app").orElseThrow();
        assertThat(store.apps().authenticate("org.app", key)).isEmpty();
        assertThat(store.apps().authenticate("org.app", renewed)).contains(less);
        assertThat(store.apps().all()).containsExactly(less);
        assertThat(store.apps().remove("org.app")).isTrue();
        assertThat(store.apps().remove("org.app")).isFalse();
        assertThat(store.apps().change(less)).isFalse();
        assertThat(store.apps().renewKey("org.app")).isEmpty();
        assertThat(store.apps().authenticate("org.app", renewed)).isEmpty();
        assertThat(store.apps().all()).isEmpty();
    }

    @Test
    void aUserIsKnownByTheTokenOfTheirGlasses() {
        var token = store.users().add(new User("U@Example.ORG ")).orElseThrow();
        assertThat(store.users().add(new User("u@example.org"))).isEmpty();
        assertThat(store.glassesTokens().authenticate(token)).contains(new User("u@example.org"));
        assertThat(store.users().has("u@EXAMPLE.org")).isTrue();
        var second = store.glassesTokens()
                .add("u@example.org", Optional.empty())
                .orElseThrow()
                .secret();
        assertThat(store.glassesTokens().authenticate(second)).isPresent();
        assertThat(store.glassesTokens().authenticate(token)).isPresent();
        for (var wrong : new String[] {
            "", ".", "x", token + "x", token.substring(1), token.substring(0, token.indexOf('.')) + ".x"
        }) assertThat(store.glassesTokens().authenticate(wrong)).isEmpty();
        store.glassesTokens().revoke("u@example.org");
        assertThat(store.glassesTokens().authenticate(token)).isEmpty();
        assertThat(store.users().remove("u@example.org")).isTrue();
        assertThat(store.users().all()).isEmpty();
        assertThat(store.glassesTokens().add("u@example.org", Optional.empty())).isEmpty();
    }

    @Test
    void aTokenOfGlassesExpiresAndIsRenewedInTheSecondHalfOfItsLife() {
        var life = Optional.of(Duration.ofHours(10));
        var first = store.users().add(new User("u@example.org"), life).orElseThrow();
        assertThat(first.expiresAt()).contains(now.plus(Duration.ofHours(10)));
        now = now.plus(Duration.ofHours(4));
        assertThat(store.glassesTokens().renew(first.secret(), life)).contains(first);

        now = now.plus(Duration.ofHours(2));
        var second = store.glassesTokens().renew(first.secret(), life).orElseThrow();
        assertThat(second.secret()).isNotEqualTo(first.secret());
        assertThat(second.expiresAt()).contains(now.plus(Duration.ofHours(10)));
        assertThat(store.glassesTokens().authenticate(first.secret()))
                .as("the answer may get lost")
                .isPresent();

        now = now.plus(Duration.ofHours(4));
        assertThat(store.glassesTokens().authenticate(first.secret())).isEmpty();
        assertThat(store.glassesTokens().renew(first.secret(), life)).isEmpty();
        assertThat(store.glassesTokens().authenticate(second.secret())).contains(new User("u@example.org"));
        store.glassesTokens().revoke("u@example.org");
        assertThat(store.glassesTokens().renew(second.secret(), life)).isEmpty();
    }

    @Test
    void whatNeverExpiresNeedsNoRenewalAndWhoeverRenewsOverAndOverFillsNothing() {
        var life = Optional.of(Duration.ofHours(10));
        var old = store.users().add(new User("u@example.org")).orElseThrow();
        assertThat(store.glassesTokens().renew(old, life)).contains(new GlassesToken(old, Optional.empty()));
        var mortal =
                store.glassesTokens().add("u@example.org", life).orElseThrow().secret();
        now = now.plus(Duration.ofHours(6));
        var issued = new HashSet<String>();
        for (int i = 0; i < 200; i++)
            issued.add(store.glassesTokens().renew(mortal, life).orElseThrow().secret());
        assertThat(issued).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void anApiTokenIsGoodUntilItExpiresOrIsRemoved() {
        var board = store.apiTokens().issue("board", Scope.READ, Optional.of(Duration.ofHours(1)));
        var script = store.apiTokens().issue("script", Scope.CONTROL, Optional.empty());
        assertThat(store.apiTokens().authenticate(board.secret())).contains(board.token());
        assertThat(store.apiTokens().all()).containsExactlyInAnyOrder(board.token(), script.token());
        for (var wrong :
                List.of("", board.token().tokenId(), board.secret() + "x", board.secret() + ".x", "x".repeat(999)))
            assertThat(store.apiTokens().authenticate(wrong)).isEmpty();
        // The id of one with the secret of another.
        assertThat(store.apiTokens()
                        .authenticate(board.token().tokenId()
                                + script.secret()
                                        .substring(script.token().tokenId().length())))
                .isEmpty();

        now = now.plus(Duration.ofHours(1));
        assertThat(store.apiTokens().authenticate(board.secret())).isEmpty();
        assertThat(store.apiTokens().authenticate(script.secret())).contains(script.token());
        assertThat(store.apiTokens().remove(script.token().tokenId())).isTrue();
        assertThat(store.apiTokens().authenticate(script.secret())).isEmpty();
    }

    @Test
    void linksAreKeptUntilTheyAreOver() {
        var link = new ShareLink("l1", "m1", "for a friend", "hash-1", now, now.plusSeconds(60));
        var other = new ShareLink("l2", "m2", "", "hash-2", now, now.plusSeconds(600));
        store.links().add(link, Set.of("l1"));
        store.links().add(other, Set.of("l2"));
        assertThat(store.links().all()).containsExactly(link, other);
        assertThat(store.links().of("m1")).containsExactly(link);
        assertThat(store.links().remove("m2", "l1")).as("another stream's").isFalse();
        now = now.plusSeconds(700);
        var third = new ShareLink("l3", "m2", "", "hash-3", now, now.plusSeconds(600));
        store.links().add(third, Set.of("l2", "l3"));
        assertThat(store.links().all()).as("the clock may have jumped").containsExactly(link, other, third);
        var fourth = new ShareLink("l4", "m2", "", "hash-4", now.plusSeconds(1), now.plusSeconds(600));
        store.links().add(fourth, Set.of("l3", "l4"));
        assertThat(store.links().all()).containsExactly(link, third, fourth);
        store.links().removeAll("m2");
        assertThat(store.links().all()).containsExactly(link);
    }

    /// Whoever showed it in the meantime was refused; nobody has to be given another one.
    @Test
    void aClockThatIsAheadForAWhileCostsNobodyATokenThatIsNotRenewed() {
        var life = Optional.of(Duration.ofDays(365));
        var glasses =
                store.users().add(new User("u@example.org"), life).orElseThrow().secret();
        var program = store.apiTokens().issue("board", Scope.READ, life).secret();
        var right = now;
        now = right.plus(Duration.ofDays(4_000));
        assertThat(store.glassesTokens().authenticate(glasses)).isEmpty();
        assertThat(store.apiTokens().authenticate(program)).isEmpty();
        assertThat(store.glassesTokens().renew(glasses, life)).isEmpty();
        now = right.minus(Duration.ofDays(4_000));
        assertThat(store.glassesTokens().authenticate(glasses)).isPresent();
        assertThat(store.apiTokens().authenticate(program)).isPresent();
        assertThat(store.glassesTokens().renew(glasses, life).orElseThrow().secret())
                .isEqualTo(glasses);
        now = right;
        assertThat(store.glassesTokens().authenticate(glasses)).isPresent();
        assertThat(store.apiTokens().authenticate(program)).isPresent();
    }

    @Test
    void everythingIsThereAfterARestart() {
        var key = store.apps().add(APP).orElseThrow();
        var token = store.users().add(new User("u@example.org")).orElseThrow();
        store.close();
        open();
        assertThat(store.apps().authenticate("org.app", key)).contains(APP);
        assertThat(store.glassesTokens().authenticate(token)).isPresent();
        assertThat(store.alive()).isTrue();
    }

    @Test
    void noSecretIsInTheFiles() throws Exception {
        var key = store.apps().add(APP).orElseThrow();
        var token = store.users().add(new User("u@example.org")).orElseThrow();
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
