package io.glasscast.api;

import io.glasscast.store.ShareLink;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who watches, and who may: asked of the media side, which knows. Calls wait for it, a millisecond or so: not
/// to be made on an event loop.
public interface Viewers {
    enum Admission {
        DONE,
        NO_SUCH_STREAM,
        TOO_MANY
    }

    /// Has a stream be watched by one more link, until that expires.
    Admission admit(ShareLink link);

    /// Ends a link. Whoever watches by it is out once this returns.
    void revoke(String streamId, String linkId);

    /// The links by which a stream can be watched now.
    Set<String> links(String streamId);

    /// Who watches a stream; nobody where there is no such stream.
    List<Viewing> watching(String streamId);

    /// Parts from one viewer.
    ///
    /// @return whether there was such a viewer
    boolean dismiss(String streamId, String viewerId);

    /// @param viewerId tells viewers of one stream apart
    /// @param protocol by which it watches
    /// @param linkId   by which link it came in; empty: by the stream's own addresses
    /// @param many     whether it stands for everybody who watches by this protocol and this link
    /// @param forMs    how long it has watched
    record Viewing(String viewerId, String protocol, Optional<String> linkId, boolean many, long forMs) {}
}
