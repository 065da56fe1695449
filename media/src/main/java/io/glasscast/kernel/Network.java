package io.glasscast.kernel;

import java.net.InetAddress;
import java.util.Optional;

/// All IP addresses that begin with the same bits, as in `10.0.0.0/8` and `fd00::/8`.
///
/// @param first any of its addresses: what is behind the prefix does not matter
/// @param bits  length of the prefix
public record Network(InetAddress first, int bits) {
    public Network {
        if (bits < 0 || bits > first.getAddress().length * 8) throw new IllegalArgumentException("no prefix: " + bits);
    }

    /// Reads `10.0.0.0/8`; an address alone is a network of its own. Nothing is looked up.
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        try {
            var first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            if (slash < 0) return Optional.of(new Network(first, first.getAddress().length * 8));
            var bits = text.substring(slash + 1);
            return bits.matches("\\d{1,3}")
                    ? Optional.of(new Network(first, Integer.parseInt(bits)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Whether `address`, of 4 or 16 bytes, is one of it.
    public boolean contains(byte[] address) {
        byte[] own = first.getAddress();
        if (own.length != address.length) return false;
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xFF : 0xFF << 8 - (bits - bit) & 0xFF;
            if (((own[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
