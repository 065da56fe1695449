package io.glasscast.gates;

import io.glasscast.kernel.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Which addresses this server calls because somebody told it to: destinations of restreams, and apps'
/// webhooks. The internet's, and those of the networks that the operator names; whoever may name a destination
/// would otherwise reach through this server what only this server is to reach.
///
/// The tables follow the registries of special-purpose addresses (RFC 6890). What is not listed there is handed
/// out to somebody, or will be.
public final class OutboundRule {
    /// Calls the internet only.
    public static final OutboundRule INTERNET = new OutboundRule(List.of());

    private static final List<Special> IPV4 = List.of(
            special("0.0.0.0/8", "unspecified"),
            special("10.0.0.0/8", "private"),
            special("100.64.0.0/10", "carrier"),
            special("127.0.0.0/8", "loopback"),
            // With the metadata of most clouds at 169.254.169.254.
            special("169.254.0.0/16", "link-local"),
            special("172.16.0.0/12", "private"),
            special("192.0.0.0/24", "reserved"),
            special("192.0.2.0/24", "documentation"),
            special("192.88.99.0/24", "reserved"),
            special("192.168.0.0/16", "private"),
            special("198.18.0.0/15", "reserved"),
            special("198.51.100.0/24", "documentation"),
            special("203.0.113.0/24", "documentation"),
            // A public address by which machines in Azure reach what belongs to their host.
            special("168.63.129.16/32", "cloud"),
            special("224.0.0.0/4", "multicast"),
            special("240.0.0.0/4", "reserved"));

    private static final List<Special> IPV6 = List.of(
            special("::/128", "unspecified"),
            special("::1/128", "loopback"),
            special("fc00::/7", "private"),
            special("fe80::/10", "link-local"),
            special("fec0::/10", "private"),
            special("ff00::/8", "multicast"),
            special("2001:db8::/32", "documentation"),
            special("3fff::/20", "documentation"),
            // Teredo, benchmarks, ORCHID: nothing that takes streams.
            special("2001::/23", "reserved"));

    /// All that is handed out of IPv6 so far (RFC 4291 §2.4).
    private static final Network IPV6_INTERNET = network("2000::/3");

    /// IPv6 addresses that stand for IPv4 ones: mapped (RFC 4291 §2.5.5.2), by NAT64 (RFC 6052 §2.1), by 6to4
    /// (RFC 3056 §2).
    private static final List<Translation> TRANSLATIONS = List.of(
            translation("00000000000000000000ffff", 12),
            translation("0064ff9b0000000000000000", 12),
            translation("2002", 2));

    private final List<Network> allowed;

    /// @param allowed networks to call beside the internet
    public OutboundRule(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// Why `address` is not called: a constant that is fit for a counter; empty when it is.
    public Optional<String> objection(InetAddress address) {
        return objection(address.getAddress());
    }

    private Optional<String> objection(byte[] address) {
        for (var network : allowed) if (network.contains(address)) return Optional.empty();
        if (address.length == 4) return listed(IPV4, address);
        for (var translation : TRANSLATIONS)
            if (translation.isOf(address))
                return objection(Arrays.copyOfRange(address, translation.at, translation.at + 4));
        var listed = listed(IPV6, address);
        if (listed.isPresent() || IPV6_INTERNET.contains(address)) return listed;
        return Optional.of("reserved");
    }

    private static Optional<String> listed(List<Special> specials, byte[] address) {
        for (var special : specials) if (special.network.contains(address)) return Optional.of(special.reason);
        return Optional.empty();
    }

    private static Special special(String network, String reason) {
        return new Special(network(network), reason);
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }

    private record Special(Network network, String reason) {}

    private static Translation translation(String prefix, int at) {
        return new Translation(HexFormat.of().parseHex(prefix), at);
    }

    /// @param at where the IPv4 address is
    private record Translation(byte[] prefix, int at) {
        boolean isOf(byte[] address) {
            return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
        }
    }
}
