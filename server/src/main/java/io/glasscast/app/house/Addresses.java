package io.glasscast.app.house;

import io.glasscast.kernel.TransportAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where WebRTC peers reach this server: what its ICE candidates say.
///
/// All names are resolved when the server starts, because answers are written on a thread that must not wait.
final class Addresses {
    private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);

    /// Clients check every pair of candidates, so each one more costs all of them time; machines with many container
    /// networks have dozens.
    private static final int OFFERED = 8;

    private static final Pattern LITERAL =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\\]?");

    private final List<InetAddress> known;

    private Addresses(List<InetAddress> known) {
        this.known = known;
    }

    /// @param bind  the address that the port is bound to
    /// @param hosts what the operator says others reach it by
    static Addresses of(String bind, List<String> hosts) {
        var known = new LinkedHashSet<InetAddress>();
        for (var host : hosts) resolve(host, known);
        try {
            var own = InetAddress.getByName(bind);
            if (!own.isAnyLocalAddress()) known.add(own);
            else interfaces(known);
        } catch (UnknownHostException | SocketException e) {
            LOG.warn("the addresses of this machine are not known", e);
        }
        if (known.isEmpty()) known.add(InetAddress.getLoopbackAddress());
        return new Addresses(List.copyOf(known));
    }

    /// Candidates for a client that reached the HTTP door by `requestHost`: that address first, because it is known to
    /// work, then the operator's, then this machine's own; each over UDP, and after all of those over TCP.
    List<TransportAddress> offeredTo(String requestHost, int port) {
        SequencedSet<InetAddress> addresses = new LinkedHashSet<>();
        if (requestHost.equals("localhost")) addresses.add(InetAddress.getLoopbackAddress());
        else literal(requestHost).ifPresent(addresses::add);
        addresses.removeIf(InetAddress::isAnyLocalAddress);
        addresses.addAll(known);
        var offered = addresses.stream().limit(OFFERED).toList();
        var candidates = new ArrayList<TransportAddress>();
        for (var address : offered) candidates.add(TransportAddress.udp(new InetSocketAddress(address, port)));
        for (var address : offered) candidates.add(TransportAddress.tcp(new InetSocketAddress(address, port)));
        return candidates;
    }

    /// Reads an address as it stands in a URL. Nothing is looked up, not even what only looks like one: the JDK takes
    /// `999.1.1.1` for a name.
    static Optional<InetAddress> literal(String host) {
        if (!LITERAL.matcher(host).matches()) return Optional.empty();
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return Optional.of(InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void resolve(String host, SequencedSet<InetAddress> into) {
        try {
            into.add(InetAddress.getByName(host));
        } catch (UnknownHostException _) {
            LOG.warn("public.hosts: {} has no address; it is not offered to peers", host);
        }
    }

    private static void interfaces(SequencedSet<InetAddress> into) throws SocketException {
        for (var networkInterface : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (!networkInterface.isUp() || networkInterface.isLoopback()) continue;
            for (var address : Collections.list(networkInterface.getInetAddresses()))
                if (!address.isLinkLocalAddress()) into.add(unscoped(address));
        }
    }

    /// Java names the interface in an IPv6 address (`fd00::2%eth0`), which means nothing to a peer.
    private static InetAddress unscoped(InetAddress address) {
        try {
            return address instanceof Inet6Address ? InetAddress.getByAddress(address.getAddress()) : address;
        } catch (UnknownHostException e) {
            throw new AssertionError("the length of an address is right", e);
        }
    }
}
