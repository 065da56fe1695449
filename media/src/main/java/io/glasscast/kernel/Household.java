package io.glasscast.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// What counts as one client where clients are counted by their addresses: an IPv4 address, or the /64 of an IPv6
/// address, since that is what one household has.
public record Household(InetAddress network) {
    private static final int NETWORK_BYTES = 8;

    public static Household of(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length <= NETWORK_BYTES) return new Household(address);
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return new Household(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError("the length of an address is right", e);
        }
    }
}
