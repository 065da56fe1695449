package io.glasscast.protocol.stun;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/// An ICE candidate as session descriptions carry it (RFC 8839 §5.1, RFC 6544 §4.5).
///
/// @param foundation 1 to 32 ice-chars: candidates with the same one are likely to fail together
/// @param component  1 to 256; 1 is RTP, and with rtcp-mux everything
/// @param priority   unsigned 32 bits
/// @param host       an IP address or a name; a name is never looked up
/// @param port       0 to 65535
/// @param tcpType    who connects, for TCP candidates
public record Candidate(
        String foundation,
        int component,
        TransportAddress.Transport transport,
        long priority,
        String host,
        int port,
        Type type,
        Optional<TcpType> tcpType) {

    /// How the address was learnt (RFC 8445 §5.1.1).
    public enum Type {
        HOST,
        SRFLX,
        PRFLX,
        RELAY
    }

    /// Who opens the connection (RFC 6544 §4.5).
    public enum TcpType {
        ACTIVE,
        PASSIVE,
        SO
    }

    /// Longer than any candidate with a name of 255 letters and the usual extensions.
    private static final int LONGEST = 1024;

    private static final int LONGEST_FOUNDATION = 32;
    private static final int LONGEST_NAME = 255;
    private static final long HIGHEST_PRIORITY = 0xFFFF_FFFFL;

    /// RFC 8445 §5.1.2.2.
    private static final int HOST_PREFERENCE = 126;

    /// Below every UDP candidate, as RFC 6544 §4.2 recommends; the value is libwebrtc's.
    private static final int TCP_HOST_PREFERENCE = 90;

    /// Direction preference of a passive host candidate (RFC 6544 §4.2).
    private static final int PASSIVE_DIRECTION = 4;

    /// Reads a candidate, with or without `a=` and `candidate:` before it. Extensions we do not know are passed over.
    public static Parsed<Candidate> parse(String attributeValue) {
        if (attributeValue.length() > LONGEST) return malformed("candidate-long");
        String text = after("candidate:", after("a=", attributeValue.strip()));
        String[] words = text.split(" +", -1);
        if (words.length < 8 || !words[6].equalsIgnoreCase("typ")) return malformed("candidate-grammar");
        String foundation = words[0];
        if (foundation.isEmpty() || foundation.length() > LONGEST_FOUNDATION) return malformed("candidate-foundation");
        long component = number(words[1], 256);
        if (component < 1) return malformed("candidate-component");
        Optional<TransportAddress.Transport> transport = named(TransportAddress.Transport.values(), words[2]);
        if (transport.isEmpty()) return malformed("candidate-transport");
        long priority = number(words[3], HIGHEST_PRIORITY);
        if (priority < 0) return malformed("candidate-priority");
        String host = words[4];
        if (host.isEmpty() || host.length() > LONGEST_NAME) return malformed("candidate-address");
        long port = number(words[5], 0xFFFF);
        if (port < 0) return malformed("candidate-port");
        Optional<Type> type = named(Type.values(), words[7]);
        if (type.isEmpty()) return malformed("candidate-type");
        Optional<TcpType> tcpType = Optional.empty();
        for (int i = 8; i + 1 < words.length; i += 2)
            if (words[i].equalsIgnoreCase("tcptype")) tcpType = named(TcpType.values(), words[i + 1]);
        return Parsed.ok(new Candidate(
                foundation, (int) component, transport.get(), priority, host, (int) port, type.get(), tcpType));
    }

    /// A candidate of our own on `address`. TCP ones wait to be connected to, and come after all of UDP.
    ///
    /// @param index 0 for the best candidate, and different for each
    public static Candidate host(TransportAddress address, int index) {
        return switch (address.transport()) {
            case UDP -> host(address, "", index, HOST_PREFERENCE, 0xFFFF - index, Optional.empty());
            case TCP -> {
                int local = PASSIVE_DIRECTION << 13 | 0x1FFF - index;
                yield host(address, "tcp", index, TCP_HOST_PREFERENCE, local, Optional.of(TcpType.PASSIVE));
            }
        };
    }

    private static Candidate host(
            TransportAddress address, String prefix, int index, int typePreference, int local, Optional<TcpType> tcp) {
        String ip = address.socket().getAddress().getHostAddress();
        int scope = ip.indexOf('%'); // names one of our interfaces, which means nothing to a peer
        return new Candidate(
                prefix + (index + 1),
                1,
                address.transport(),
                priority(typePreference, local),
                scope < 0 ? ip : ip.substring(0, scope),
                address.socket().getPort(),
                Type.HOST,
                tcp);
    }

    /// The formula of RFC 8445 §5.1.2.1, for component 1.
    static long priority(int typePreference, int localPreference) {
        return (long) typePreference << 24 | (long) localPreference << 8 | 255;
    }

    /// `candidate:1 1 udp 2130706431 127.0.0.1 8189 typ host`
    public String write() {
        var text = new StringBuilder("candidate:" + foundation + ' ' + component + ' ' + lower(transport) + ' '
                + priority + ' ' + host + ' ' + port + " typ " + lower(type));
        // RFC 8839 §5.1 demands a related address here; like browsers we keep it to ourselves.
        if (type != Type.HOST) text.append(host.indexOf(':') < 0 ? " raddr 0.0.0.0 rport 0" : " raddr :: rport 0");
        tcpType.ifPresent(tcp -> text.append(" tcptype ").append(lower(tcp)));
        return text.toString();
    }

    /// Where to send to: empty for names, for ports nobody can listen on and for ends that only connect.
    public Optional<TransportAddress> transportAddress() {
        if (port == 0 || tcpType.equals(Optional.of(TcpType.ACTIVE))) return Optional.empty();
        return literal(host).map(ip -> new TransportAddress(transport, new InetSocketAddress(ip, port)));
    }

    /// An IP address in its usual writing. Checked before the library sees it, so that it takes neither `127.1` for
    /// an address nor a scope for a reason to ask the system for its interfaces.
    private static Optional<InetAddress> literal(String host) {
        boolean v6 = host.indexOf(':') >= 0;
        String allowed = v6 ? "0123456789abcdefABCDEF:." : "0123456789.";
        if (host.chars().anyMatch(letter -> allowed.indexOf(letter) < 0)) return Optional.empty();
        if (!v6 && host.chars().filter(letter -> letter == '.').count() != 3) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String after(String prefix, String text) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length()) ? text.substring(prefix.length()) : text;
    }

    /// Decimal digits up to `highest`, or -1.
    private static long number(String digits, long highest) {
        if (digits.isEmpty() || digits.length() > 10 || digits.chars().anyMatch(digit -> digit < '0' || digit > '9'))
            return -1;
        long value = Long.parseLong(digits);
        return value <= highest ? value : -1;
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String word) {
        for (E value : values) if (value.name().equalsIgnoreCase(word)) return Optional.of(value);
        return Optional.empty();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
