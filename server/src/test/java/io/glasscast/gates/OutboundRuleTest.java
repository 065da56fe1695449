package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The registries of special-purpose addresses, edge by edge.
class OutboundRuleTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "0.255.255.255, unspecified",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "100.64.0.0, carrier",
        "100.100.100.200, carrier",
        "100.127.255.255, carrier",
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "168.63.129.16, cloud",
        "169.254.169.254, link-local",
        "169.254.0.0, link-local",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.0.0.192, reserved",
        "192.0.2.1, documentation",
        "192.88.99.1, reserved",
        "192.168.255.255, private",
        "198.18.0.1, reserved",
        "198.19.255.255, reserved",
        "198.51.100.7, documentation",
        "203.0.113.7, documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, unspecified",
        "::1, loopback",
        "::127.0.0.1, reserved",
        "::ffff:0:127.0.0.1, reserved",
        "64:ff9b::10.0.0.1, private",
        "64:ff9b::169.254.169.254, link-local",
        "64:ff9b:1::1, reserved",
        "100::1, reserved",
        "2001::1, reserved",
        "2001:0:7f00:1::1, reserved",
        "2001:db8::1, documentation",
        "2002:7f00:1::1, loopback",
        "2002:a9fe:a9fe::1, link-local",
        "3fff::1, documentation",
        "5f00::1, reserved",
        "fc00::1, private",
        "fd00:ec2::254, private",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, private",
        "ff02::1, multicast",
    })
    void whatIsNotTheInternetIsNotCalled(String address, String reason) throws Exception {
        assertThat(OutboundRule.INTERNET.objection(InetAddress.getByName(address)))
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2002:808:808::1",
                "64:ff9b::8.8.8.8",
                "2606:4700::1111",
                "3ffe::1",
            })
    void theInternetIsCalled(String address) throws Exception {
        assertThat(OutboundRule.INTERNET.objection(InetAddress.getByName(address)))
                .isEmpty();
    }

    /// Java makes an IPv4 address of such bytes nearly everywhere.
    @Test
    void anIpv4AddressInTheClothesOfAnIpv6OneIsStillOne() throws Exception {
        assertThat(OutboundRule.INTERNET.objection(mapped(127, 0, 0, 1))).contains("loopback");
        assertThat(OutboundRule.INTERNET.objection(mapped(169, 254, 169, 254))).contains("link-local");
        assertThat(OutboundRule.INTERNET.objection(mapped(8, 8, 8, 8))).isEmpty();
        assertThat(allowing("127.0.0.0/8").objection(mapped(127, 0, 0, 1))).isEmpty();
    }

    /// However somebody writes an address that is not ours to call: it is read as something that is not called, or
    /// not at all.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0177.0.0.1",
                "017700000001",
                "0x7f000001",
                "0x7f.0.0.1",
                "127.1",
                "127.0.1",
                "0",
                "0.0",
                "2852039166",
                "0xa9fea9fe",
                "0251.0376.0251.0376",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "::ffff:169.254.169.254",
                "localhost",
                "[::]",
            })
    void otherWaysToWriteAddressesLeadNowhereElse(String host) {
        InetAddress[] read;
        try {
            read = InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            return;
        }
        // Octal digits that are read as decimal ones are the internet, as they are then dialled.
        assertThat(Stream.of(read).filter(address -> !address.getHostAddress().startsWith("177.")))
                .allSatisfy(address ->
                        assertThat(OutboundRule.INTERNET.objection(address)).isPresent());
    }

    @Test
    void whatTheOperatorNamesIsCalledToo() throws Exception {
        var rule = allowing("10.1.0.0/16", "fd00:1::/32", "192.0.2.7", "::1");
        for (var allowed : List.of("10.1.2.3", "fd00:1::5", "192.0.2.7", "::1", "64:ff9b::10.1.2.3", "8.8.8.8"))
            assertThat(rule.objection(InetAddress.getByName(allowed)))
                    .as(allowed)
                    .isEmpty();
        for (var refused : List.of("10.2.0.0", "fd00:2::5", "192.0.2.8", "127.0.0.1", "64:ff9b::10.2.0.0"))
            assertThat(rule.objection(InetAddress.getByName(refused)))
                    .as(refused)
                    .isPresent();
    }

    @Test
    void networksAreReadAndNeverLookedUp() {
        for (var good : List.of("10.0.0.0/8", "0.0.0.0/0", "::/0", "fd00::/8", "192.0.2.7", "::1"))
            assertThat(Network.parse(good)).as(good).isPresent();
        for (var bad : List.of(
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "localhost",
                "example.org/8")) assertThat(Network.parse(bad)).as(bad).isEmpty();
        assertThatThrownBy(() -> new Network(InetAddress.getLoopbackAddress(), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static OutboundRule allowing(String... networks) {
        return new OutboundRule(Stream.of(networks)
                .map(text -> Network.parse(text).orElseThrow())
                .toList());
    }

    private static InetAddress mapped(int... ipv4) throws UnknownHostException {
        var bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xFF;
        for (int i = 0; i < 4; i++) bytes[12 + i] = (byte) ipv4[i];
        var address = Inet6Address.getByAddress("mapped", bytes, -1);
        assertThat(address.getAddress()).hasSize(16);
        return address;
    }
}
