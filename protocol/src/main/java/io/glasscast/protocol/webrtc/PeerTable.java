package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.Stun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/// Finds the peer that a datagram is for, so that all of them share one port: by the address it comes from, or, when
/// that is new, by the user name fragment in its STUN check.
///
/// An address is believed in two steps. A check whose password is right claims it, as handshakes follow at once; but
/// anybody can write somebody else's address on a datagram, and every viewer knows the password of its own session.
/// So a claim is good only until somebody shows that it is there, by an answer to a check of ours or by keys, and what
/// was shown yields to nothing less: otherwise whoever may watch could draw to itself what a publisher sends.
///
/// @param <P> what stands for a peer
public final class PeerTable<P> {
    /// A peer behind a symmetric NAT or with many interfaces checks from a handful of addresses; more is somebody
    /// filling the table with what he overheard.
    private static final int MAX_ADDRESSES = 16;

    /// @param proven whether it has shown that it is there
    private record Holder<P>(P peer, boolean proven) {}

    private final Map<String, P> byUfrag = new HashMap<>();
    private final Map<TransportAddress, Holder<P>> byAddress = new HashMap<>();
    private final Map<Bytes, P> byQuestion = new HashMap<>();
    private final Map<P, Set<String>> ufrags = new HashMap<>();
    /// Those that were proven last come last.
    private final Map<P, SequencedSet<TransportAddress>> addresses = new HashMap<>();

    private final Map<P, Bytes> questions = new HashMap<>();

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
        var question = questions.remove(peer);
        if (question != null) byQuestion.remove(question);
    }

    /// The peer behind `datagram`, without proof: the peer's own agents check integrity.
    public Optional<P> find(TransportAddress from, Bytes datagram) {
        if (!Stun.isStun(datagram)) return holder(from);
        return switch (Stun.localUfrag(datagram)) {
            // A response is for who asked, whoever holds the address; indications come from addresses that are known.
            case Parsed.Malformed<String> _ ->
                Optional.ofNullable(byQuestion.get(Stun.transactionId(datagram)))
                        .or(() -> holder(from));
            case Parsed.Ok<String>(var ufrag) -> Optional.ofNullable(byUfrag.get(ufrag));
        };
    }

    private Optional<P> holder(TransportAddress address) {
        var holder = byAddress.get(address);
        return holder == null ? Optional.empty() : Optional.of(holder.peer);
    }

    /// Notes that the answer to this, whose only name it is, is for `peer`. The latest of its questions counts.
    public void expect(Bytes transactionId, P peer) {
        if (!ufrags.containsKey(peer)) return;
        var before = questions.put(peer, transactionId);
        if (before != null) byQuestion.remove(before);
        byQuestion.put(transactionId, peer);
    }

    /// Notes that `peer` says to be at `address`.
    ///
    /// @return false when another one has shown that it is there, and keeps it
    public boolean claim(TransportAddress address, P peer) {
        var holder = byAddress.get(address);
        if (holder == null || !holder.proven && !holder.peer.equals(peer)) give(address, new Holder<>(peer, false));
        return holder == null || !holder.proven || holder.peer.equals(peer);
    }

    /// Notes that `peer` has shown that it is at `address`.
    public void prove(TransportAddress address, P peer) {
        give(address, new Holder<>(peer, true));
    }

    private void give(TransportAddress address, Holder<P> holder) {
        if (!ufrags.containsKey(holder.peer)) return;
        var before = byAddress.put(address, holder);
        if (before != null && !before.peer.equals(holder.peer)) {
            var theirs = addresses.get(before.peer);
            if (theirs != null) theirs.remove(address);
        }
        var known = addresses.computeIfAbsent(holder.peer, _ -> new LinkedHashSet<>());
        known.addLast(address);
        if (known.size() > MAX_ADDRESSES) forgetOne(known);
    }

    /// The oldest claim goes, so that claims never push out what was proven; the oldest address where there is none.
    private void forgetOne(SequencedSet<TransportAddress> known) {
        var newest = known.getLast();
        var oldest = known.stream()
                .filter(address -> {
                    var holder = byAddress.get(address);
                    return !address.equals(newest) && holder != null && !holder.proven;
                })
                .findFirst()
                .orElse(known.getFirst());
        known.remove(oldest);
        byAddress.remove(oldest);
    }
}
