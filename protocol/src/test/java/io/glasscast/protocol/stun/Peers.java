package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.IceAgent.Output;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Addresses, credentials and requests that the agents' tests share.
final class Peers {
    static final long SECOND = 1_000_000_000;

    static final IceCredentials SERVER = IceCredentials.random(Chance.seeded(1));
    static final IceCredentials GLASSES = IceCredentials.random(Chance.seeded(2));
    static final IceCredentials NEXT_SERVER = IceCredentials.random(Chance.seeded(3));
    static final IceCredentials NEXT_GLASSES = IceCredentials.random(Chance.seeded(4));

    static final TransportAddress HOME = udp("192.0.2.7", 50_000);
    static final TransportAddress MOBILE = udp("198.51.100.9", 40_000);
    static final TransportAddress DOOR = udp("203.0.113.1", 8189);
    static final TransportAddress BACK_DOOR = udp("203.0.113.2", 8189);
    static final TransportAddress TCP_DOOR = TransportAddress.tcp(DOOR.socket());

    private static final Chance IDS = Chance.seeded(99);

    private Peers() {}

    static TransportAddress udp(String ip, int port) {
        return TransportAddress.udp(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
    }

    static StunWriter request(String username) {
        return StunWriter.request(Bytes.of(IDS.bytes(12))).username(username);
    }

    /// A check of the glasses, complete but for integrity and fingerprint.
    static StunWriter checkOfGlasses() {
        return request(SERVER.ufrag() + ':' + GLASSES.ufrag()).priority(1).iceControlling(7);
    }

    static StunMessage signed(StunWriter writer, IceCredentials by) {
        return writer.integrity(StunIntegrity.SHA1, by.password()).fingerprint();
    }

    static List<StunMessage> sent(List<Output> out) {
        return out.stream()
                .filter(Output.Send.class::isInstance)
                .map(Output.Send.class::cast)
                .map(send -> StunMessage.parse(send.datagram()).orThrow())
                .toList();
    }

    static List<String> discarded(List<Output> out) {
        return out.stream()
                .filter(Output.Discarded.class::isInstance)
                .map(Output.Discarded.class::cast)
                .map(Output.Discarded::why)
                .toList();
    }
}
