package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.Stun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the peer that a datagram is for, so that all of them share one port: by the address it comes from, or, when
/// that is new, by the user name fragment in its STUN check.
///
/// @param <P> what stands for a peer
public final class PeerTable<P> {
    /// A peer behind a symmetric NAT or with many interfaces checks from a handful of addresses; more is somebody
    /// filling the table with what he overheard.
    private static final int MAX_ADDRESSES = 16;

    private final Map<String, P> byUfrag = new HashMap<>();
    private final Map<TransportAddress, P> byAddress = new HashMap<>();
    private final Map<P, Set<TransportAddress>> addresses = new HashMap<>();
    private final Map<P, Set<String>> ufrags = new HashMap<>();

    /// Lets checks for `localUfrag` find `peer`. A peer in an ICE restart has two.
    public void add(String localUfrag, P peer) {
        byUfrag.put(localUfrag, peer);
        ufrags.computeIfAbsent(peer, _ -> new HashSet<>()).add(localUfrag);
    }

    public void remove(P peer) {
        var names = ufrags.remove(peer);
        if (names != null) names.forEach(byUfrag::remove);
        var known = addresses.remove(peer);
        if (known != null) known.forEach(byAddress::remove);
    }

    /// The peer behind `datagram`, without proof: the peer's own agents check integrity.
    public Optional<P> find(TransportAddress from, Bytes datagram) {
        if (!Stun.isStun(datagram)) return Optional.ofNullable(byAddress.get(from));
        return switch (Stun.localUfrag(datagram)) {
            // A response, or an indication: they come from addresses that are known.
            case Parsed.Malformed<String> _ -> Optional.ofNullable(byAddress.get(from));
            case Parsed.Ok<String>(var ufrag) -> Optional.ofNullable(byUfrag.get(ufrag));
        };
    }

    /// Notes that `peer` proved to be at `address`.
    public void learn(TransportAddress address, P peer) {
        var known = addresses.get(peer);
        if (known == null) {
            if (!ufrags.containsKey(peer)) return;
            known = new HashSet<>();
            addresses.put(peer, known);
        }
        if (known.size() >= MAX_ADDRESSES && !known.contains(address)) return;
        var before = byAddress.put(address, peer);
        if (before != null && before != peer) {
            var theirs = addresses.get(before);
            if (theirs != null) theirs.remove(address);
        }
        known.add(address);
    }
}
