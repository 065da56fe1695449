package io.glasscast.app.house;

import io.glasscast.gates.StreamTraffic;
import io.glasscast.hub.Door;
import io.glasscast.hub.Stream;
import io.glasscast.protocol.webrtc.PeerStatistics;
import java.util.EnumMap;
import java.util.Map;

/// What is open, and what its peers have done so far.
record Census(
        int streams,
        Map<Door, Integer> publishers,
        Map<Door, Integer> viewers,
        long bytesIn,
        long framesIn,
        long lostIn,
        long bytesOut,
        long packetsOut,
        long resent,
        long refused) {
    static final Census EMPTY = new Census(0, Map.of(), Map.of(), 0, 0, 0, 0, 0, 0, 0);

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
                resent + peer.packetsResent(),
                refused + peer.resendsRefused());
    }

    Census and(Census other) {
        return new Census(
                streams + other.streams,
                sum(publishers, other.publishers),
                sum(viewers, other.viewers),
                bytesIn + other.bytesIn,
                framesIn + other.framesIn,
                lostIn + other.lostIn,
                bytesOut + other.bytesOut,
                packetsOut + other.packetsOut,
                resent + other.resent,
                refused + other.refused);
    }

    /// @param webRtc the stream's ends there, whose sums are counted
    static Census of(Stream stream, StreamTraffic webRtc) {
        var publishers = stream.publisherDoor().map(door -> Map.of(door, 1)).orElse(Map.of());
        var census = new Census(1, publishers, stream.viewersByDoor(), 0, 0, 0, 0, 0, 0, 0);
        if (webRtc.publisher().isPresent())
            census = census.and(webRtc.publisher().get());
        for (var viewer : webRtc.viewers()) census = census.and(viewer);
        return census;
    }

    private static Map<Door, Integer> sum(Map<Door, Integer> some, Map<Door, Integer> others) {
        var all = new EnumMap<Door, Integer>(Door.class);
        all.putAll(some);
        others.forEach((door, count) -> all.merge(door, count, Integer::sum));
        return all;
    }
}
