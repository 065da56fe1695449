package io.glasscast.api;

import io.glasscast.control.NameMint;
import io.glasscast.kernel.Digest;
import io.glasscast.store.ShareLink;
import io.glasscast.store.Store;
import io.glasscast.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Links by which others may watch a stream for a while. They outlive a kill of the server, as the stream does,
/// and end with the stream.
final class ShareLinks {
    private static final Logger LOG = LoggerFactory.getLogger(ShareLinks.class);

    /// What became of the wish for a link.
    sealed interface Made {
        /// @param secret stands where the playback id stands in addresses; kept nowhere
        record Done(ShareLink link, String secret) implements Made {}

        record NoSuchStream() implements Made {}

        record TooMany() implements Made {}
    }

    private final Store store;
    private final Viewers viewers;
    private final InstantSource wall;
    private final NameMint mint;
    /// Of streams that have yet to go on after a kill, and will. Guarded by itself.
    private final Map<String, List<ShareLink>> remembered = new HashMap<>();

    ShareLinks(Store store, Viewers viewers, InstantSource wall, NameMint mint) {
        this.store = store;
        this.viewers = viewers;
        this.wall = wall;
        this.mint = mint;
    }

    /// Streams that go on after a kill have their links again. Nobody would ever ask for those of others; in
    /// the store they stay, as does what was written of their stream: the version that wrote it may yet read it.
    ///
    /// @param goingOn the streams that open again
    void remember(Set<String> goingOn) {
        synchronized (remembered) {
            for (var link : store.links().all())
                if (goingOn.contains(link.streamId()))
                    remembered
                            .computeIfAbsent(link.streamId(), _ -> new ArrayList<>())
                            .add(link);
        }
    }

    /// A stream has opened.
    void opened(String streamId) {
        List<ShareLink> links;
        synchronized (remembered) {
            links = remembered.isEmpty() ? List.of() : remembered.getOrDefault(streamId, List.of());
            remembered.remove(streamId);
        }
        for (var link : links) if (link.expiresAt().isAfter(wall.instant())) viewers.admit(link);
    }

    /// A stream is over, and its links with it.
    void closed(String streamId) {
        synchronized (remembered) {
            remembered.remove(streamId);
        }
        try {
            store.links().removeAll(streamId);
        } catch (StoreException e) {
            LOG.error("the links of a stream that is over could not be removed", e);
        }
    }

    Made make(String streamId, String name, Duration life) {
        var now = wall.instant();
        var secret = mint.secret();
        var link = new ShareLink(mint.linkId(), streamId, name, Digest.sha256(secret), now, now.plus(life));
        return switch (viewers.admit(link)) {
            case DONE -> {
                store.links().add(link, viewers.links(streamId));
                yield new Made.Done(link, secret);
            }
            case NO_SUCH_STREAM -> new Made.NoSuchStream();
            case TOO_MANY -> new Made.TooMany();
        };
    }

    /// Those by which a stream can be watched, the oldest first. A link is good for as long as it was meant to be,
    /// however the clock jumps in the meantime, so it is not the clock that is asked.
    List<ShareLink> of(String streamId) {
        var open = viewers.links(streamId);
        return store.links().of(streamId).stream()
                .filter(link -> open.contains(link.linkId()))
                .toList();
    }

    /// Ends a link; whoever watches by it is out once this returns.
    ///
    /// @return whether there was such a link
    boolean revoke(String streamId, String linkId) {
        boolean known = store.links().remove(streamId, linkId);
        viewers.revoke(streamId, linkId);
        return known;
    }
}
