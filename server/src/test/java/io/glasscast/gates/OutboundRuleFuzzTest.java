package io.glasscast.gates;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Addresses of any bytes: what stands for an IPv4 address is called when that is, however it is wrapped, and the JDK's
/// own notion of what is nearby is never called.
final class OutboundRuleFuzzTest {
    static void fuzz(byte[] input) {
        if (input.length < 4) return;
        var four = address(Arrays.copyOf(input, 4));
        var plain = OutboundRule.INTERNET.objection(four);
        for (var prefix : new String[] {"0064ff9b0000000000000000", "2002"}) {
            var wrapped = Arrays.copyOf(java.util.HexFormat.of().parseHex(prefix), 16);
            System.arraycopy(input, 0, wrapped, prefix.length() / 2, 4);
            if (!OutboundRule.INTERNET.objection(address(wrapped)).equals(plain))
                throw new AssertionError(four + " behind " + prefix);
        }
        far(four);
        if (input.length >= 16) far(address(Arrays.copyOf(input, 16)));
    }

    private static void far(InetAddress address) {
        boolean near = address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        if (near && OutboundRule.INTERNET.objection(address).isEmpty()) throw new AssertionError(address);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("outbound", OutboundRuleFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("outbound")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
