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
    void findsAPeerByWhereItSaysToBe() {
        table.add("abcd", "peer");
        assertThat(table.find(address(1), MEDIA)).isEmpty();
        assertThat(table.claim(address(1), "peer")).isTrue();
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
    void theNewestClaimIsGoodUntilSomebodyShowsToBeThere() {
        two();
        table.claim(address(1), "one");
        assertThat(table.claim(address(1), "two")).isTrue();
        assertThat(table.find(address(1), MEDIA)).contains("two");
        table.remove("one");
        assertThat(table.find(address(1), MEDIA)).contains("two");
    }

    @Test
    void whatWasShownYieldsToNoClaim() {
        two();
        table.claim(address(1), "one");
        table.prove(address(1), "one");
        assertThat(table.claim(address(1), "two")).isFalse();
        assertThat(table.find(address(1), MEDIA)).contains("one");
        assertThat(table.claim(address(1), "one")).isTrue();
        assertThat(table.claim(address(1), "two")).isFalse();
        table.remove("two");
        assertThat(table.find(address(1), MEDIA)).contains("one");
    }

    /// A translator gives an address to somebody else, and who had it is not there to say so.
    @Test
    void whoShowsToBeThereLastHasTheAddress() {
        two();
        table.prove(address(1), "one");
        table.prove(address(1), "two");
        assertThat(table.find(address(1), MEDIA)).contains("two");
        table.remove("one");
        assertThat(table.find(address(1), MEDIA)).contains("two");
    }

    @Test
    void anAnswerFindsWhoAskedWhoeverHoldsTheAddress() {
        two();
        table.prove(address(1), "one");
        table.expect(Bytes.hex("000102030405060708090a0b"), "two");
        // A binding success response (RFC 8489 §5).
        var answer = Bytes.hex("0101 0000 2112a442 000102030405060708090a0b");
        assertThat(table.find(address(1), answer)).contains("two");
        table.expect(Bytes.hex("0b0a09080706050403020100"), "two");
        assertThat(table.find(address(1), answer)).contains("one");
        table.remove("two");
        assertThat(table.find(address(1), Bytes.hex("0101 0000 2112a442 0b0a09080706050403020100")))
                .contains("one");
    }

    @Test
    void onePeerCannotFillTheTable() {
        table.add("abcd", "peer");
        for (int port = 1; port <= 40; port++) table.claim(address(port), "peer");
        assertThat(table.find(address(24), MEDIA)).isEmpty();
        assertThat(table.find(address(25), MEDIA)).contains("peer");
        assertThat(table.find(address(40), MEDIA)).contains("peer");
    }

    /// Whoever overheard a check can send it from many addresses; the peer goes on where it is, and may still move.
    @Test
    void claimsPushNobodyOutOfWhereItIs() {
        table.add("abcd", "peer");
        table.prove(address(1), "peer");
        for (int port = 2; port <= 40; port++) table.claim(address(port), "peer");
        assertThat(table.find(address(1), MEDIA)).contains("peer");
        table.prove(address(41), "peer");
        for (int port = 42; port <= 80; port++) table.claim(address(port), "peer");
        assertThat(table.find(address(41), MEDIA)).contains("peer");
    }

    @Test
    void learnsNothingOfAPeerThatLeft() {
        table.add("abcd", "peer");
        table.remove("peer");
        table.claim(address(1), "peer");
        table.prove(address(1), "peer");
        table.expect(Bytes.hex("000102030405060708090a0b"), "peer");
        assertThat(table.find(address(1), MEDIA)).isEmpty();
        assertThat(table.find(address(1), Bytes.hex("0101 0000 2112a442 000102030405060708090a0b")))
                .isEmpty();
    }

    private void two() {
        table.add("abcd", "one");
        table.add("efgh", "two");
    }

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress("192.0.2.1", port));
    }
}
