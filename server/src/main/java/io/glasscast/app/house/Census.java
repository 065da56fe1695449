package io.glasscast.app.house;

import io.glasscast.gates.StreamTraffic;
import io.glasscast.protocol.webrtc.PeerStatistics;

/// What is open, and what its peers have done so far.
record Census(
        int streams,
        int publishers,
        int viewers,
        long bytesIn,
        long framesIn,
        long lostIn,
        long bytesOut,
        long packetsOut,
        long resent) {
    static final Census EMPTY = new Census(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// With the sums of a peer, without counting the peer.
    Census and(PeerStatistics peer) {
        return new Census(
                streams,
                publishers,
                viewers,
                bytesIn + peer.bytesIn(),
                framesIn + peer.framesIn(),
                lostIn + peer.packetsLost(),
                bytesOut + peer.bytesOut(),
                packetsOut + peer.packetsOut(),
                resent + peer.packetsResent());
    }

    Census and(Census other) {
        return new Census(
                streams + other.streams,
                publishers + other.publishers,
                viewers + other.viewers,
                bytesIn + other.bytesIn,
                framesIn + other.framesIn,
                lostIn + other.lostIn,
                bytesOut + other.bytesOut,
                packetsOut + other.packetsOut,
                resent + other.resent);
    }

    static Census of(StreamTraffic stream) {
        var census = new Census(
                1, stream.publisher().isPresent() ? 1 : 0, stream.viewers().size(), 0, 0, 0, 0, 0, 0);
        if (stream.publisher().isPresent())
            census = census.and(stream.publisher().get());
        for (var viewer : stream.viewers()) census = census.and(viewer);
        return census;
    }
}
