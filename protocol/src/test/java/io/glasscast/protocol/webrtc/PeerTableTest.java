package io.glasscast.protocol.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class PeerTableTest {
    private static final Bytes MEDIA = Bytes.hex("80600001 00000000 00000001 00");

    private final PeerTable<String> table = new PeerTable<>();

    @Test
    void findsAPeerByWhereItProvedToBe() {
        table.add("abcd", "peer");
        assertThat(table.find(address(1), MEDIA)).isEmpty();
        table.learn(address(1), "peer");
        assertThat(table.find(address(1), MEDIA)).contains("peer");
        assertThat(table.find(address(2), MEDIA)).isEmpty();
    }

    @Test
    void findsAPeerByTheUserNameOfItsFirstCheckFromAnywhere() {
        table.add("abcd", "peer");
        // A binding request whose USERNAME is "abcd:wxyz" (RFC 8445 §7.2.2).
        var check = Bytes.hex("0001 0010 2112a442 000102030405060708090a0b 0006 0009 616263643a7778797a 000000");
        assertThat(table.find(address(7), check)).contains("peer");
        table.remove("peer");
        assertThat(table.find(address(7), check)).isEmpty();
    }

    @Test
    void anAddressBelongsToWhoProvedItLast() {
        table.add("abcd", "one");
        table.add("efgh", "two");
        table.learn(address(1), "one");
        table.learn(address(1), "two");
        assertThat(table.find(address(1), MEDIA)).contains("two");
        table.remove("one");
        assertThat(table.find(address(1), MEDIA)).contains("two");
    }

    @Test
    void onePeerCannotFillTheTable() {
        table.add("abcd", "peer");
        for (int port = 1; port <= 40; port++) table.learn(address(port), "peer");
        assertThat(table.find(address(16), MEDIA)).contains("peer");
        assertThat(table.find(address(17), MEDIA)).isEmpty();
    }

    @Test
    void learnsNothingOfAPeerThatLeft() {
        table.add("abcd", "peer");
        table.remove("peer");
        table.learn(address(1), "peer");
        assertThat(table.find(address(1), MEDIA)).isEmpty();
    }

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress("192.0.2.1", port));
    }
}
