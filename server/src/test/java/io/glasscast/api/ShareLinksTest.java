package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.control.NameMint;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Digest;
import io.glasscast.store.ShareLink;
import io.glasscast.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of links when the server was killed.
@SuppressWarnings("NullAway") // set up before each test
final class ShareLinksTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final FakeViewers viewers = new FakeViewers();
    private Store store;
    private ShareLinks links;

    @BeforeEach
    void open() {
        store = Store.open(folder, Optional.empty(), Chance.secure(), InstantSource.fixed(NOW));
        links = new ShareLinks(store, viewers, InstantSource.fixed(NOW), new NameMint(Chance.seeded(1)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ShareLink link(String id, String streamId) {
        var link = new ShareLink(id, streamId, "", Digest.sha256(id), NOW, NOW.plus(Duration.ofHours(1)));
        store.links().add(link, Set.of());
        return link;
    }

    @Test
    void aStreamThatGoesOnHasItsLinksAgainOnce() {
        var link = link("l1", "m1");
        links.remember(Set.of("m1"));
        links.opened("m1");
        links.opened("m1");
        assertThat(viewers.admitted).containsExactly(link);
    }

    @Test
    void linksOfAStreamThatDoesNotGoOnAreNotHeldForIt() {
        link("l1", "m1");
        link("l2", "m2");
        links.remember(Set.of("m1"));
        links.opened("m2");
        assertThat(viewers.admitted).isEmpty();
        assertThat(store.links().all()).as("which another start may go on with").hasSize(2);
    }

    @Test
    void linksGoWithAStreamThatEndsBeforeItHasOpenedAgain() {
        link("l1", "m1");
        links.remember(Set.of("m1"));
        links.closed("m1");
        links.opened("m1");
        assertThat(viewers.admitted).isEmpty();
        assertThat(store.links().all()).isEmpty();
    }
}
