package io.glasscast.protocol.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpPropertiesTest {
    private static final int SEEDS = 200;

    /// Both ends of one direction, with keys of their own.
    private record Pair(SrtpProfile profile, SrtpSender sender, SrtpReceiver receiver) {
        static Pair of(SrtpProfile profile, Chance chance) {
            var key = Bytes.of(chance.bytes(profile.keyLength()));
            var salt = Bytes.of(chance.bytes(profile.saltLength()));
            return new Pair(profile, new SrtpSender(profile, key, salt), new SrtpReceiver(profile, key, salt));
        }

        Bytes seal(Bytes plain) {
            var packet = new byte[7 + plain.length() + profile.rtpOverhead()];
            plain.copyTo(packet, 7);
            return Bytes.of(packet, 7, sender.sealRtp(packet, 7, plain.length()));
        }

        Bytes sealRtcp(Bytes plain) {
            var packet = Arrays.copyOf(plain.toArray(), plain.length() + profile.rtcpOverhead());
            return Bytes.of(packet, 0, sender.sealRtcp(packet, 0, plain.length()));
        }

        Parsed<Bytes> open(Bytes sealed) {
            return receiver.openRtp(Bytes.of(sealed.toArray()));
        }

        Parsed<Bytes> openRtcp(Bytes sealed) {
            return receiver.openRtcp(Bytes.of(sealed.toArray()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensWhatItSealed(SrtpProfile profile) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var chance = Chance.seeded(seed);
            var pair = Pair.of(profile, chance);
            for (int i = 0; i < 5; i++) {
                var rtp = rtp(chance, i, 77);
                var sealed = pair.seal(rtp);
                assertThat(sealed.length()).isEqualTo(rtp.length() + profile.rtpOverhead());
                assertThat(pair.open(sealed)).isEqualTo(Parsed.ok(rtp));
                var rtcp = rtcp(chance, 77);
                var sealedRtcp = pair.sealRtcp(rtcp);
                assertThat(sealedRtcp.length()).isEqualTo(rtcp.length() + profile.rtcpOverhead());
                assertThat(pair.openRtcp(sealedRtcp)).isEqualTo(Parsed.ok(rtcp));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sealsAPayloadThatIsElsewhereAsItSealsInPlace(SrtpProfile profile) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var chance = Chance.seeded(seed);
            var here = Pair.of(profile, Chance.seeded(seed));
            var there = Pair.of(profile, Chance.seeded(seed));
            for (int i = 0; i < 5; i++) {
                var plain = rtp(chance, i, 77);
                int header = RtpLayout.headerLength(plain.toArray(), 0, plain.length());
                var packet = new byte[3 + plain.length() + profile.rtpOverhead()];
                plain.slice(0, header).copyTo(packet, 3);
                var payload = plain.slice(header, plain.length() - header);
                int length = there.sender().sealRtp(packet, 3, header, payload);
                assertThat(Bytes.of(packet, 3, length)).as("seed %d", seed).isEqualTo(here.seal(plain));
            }
        }
    }

    /// Sequences cross 65535 several times, packets 900 numbers apart overtake each other and some are lost.
    @ParameterizedTest
    @EnumSource
    void followsRollOversThroughReorderingAndLoss(SrtpProfile profile) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var chance = Chance.seeded(seed);
            var pair = Pair.of(profile, chance);
            int first = 0x7000 + chance.nextInt(0x1000);
            int step = 900;
            var flying = new ArrayList<Bytes>();
            for (int i = 0; i < 300; i++) {
                var plain = rtp(chance, (first + i * step) & 0xFFFF, 9);
                flying.add(pair.seal(plain));
                if (flying.size() == 2) {
                    if (chance.nextInt(2) == 0) flying.add(flying.removeFirst());
                    for (var packet : flying) if (chance.nextInt(10) > 0) opens(pair, packet, seed);
                    flying.clear();
                }
            }
        }
    }

    private static void opens(Pair pair, Bytes sealed, int seed) {
        assertThat(pair.open(sealed)).as("seed %d", seed).isInstanceOf(Parsed.Ok.class);
    }

    @Test
    void estimatesTheIndexAtEveryEdge() {
        for (long rollOver : new long[] {0, 1, 2, 0xFFFF, 0xFFFF_FFFEL}) {
            for (int sequence : new int[] {0, 1, 0x7FFE, 0x7FFF, 0x8000, 0x8001, 0xFFFE, 0xFFFF}) {
                var window = new ReplayWindow();
                long highest = rollOver << 16 | sequence;
                window.accept(highest);
                for (int distance : new int[] {-32768, -32767, -2048, -1, 0, 1, 2048, 32767}) {
                    long index = highest + distance;
                    if (index < 0) continue;
                    assertThat(window.estimate((int) (index & 0xFFFF)))
                            .as("%d from %x", distance, highest)
                            .isEqualTo(index);
                }
            }
        }
    }

    /// RFC 3711 §3.3.1 would go to roll-over counter -1 here.
    @Test
    void nothingLiesBeforeTheFirstRollOver() {
        var window = new ReplayWindow();
        window.accept(5);
        assertThat(window.estimate(40_000)).isEqualTo(40_000);
        assertThat(window.estimate(65_535)).isEqualTo(65_535);
    }

    @Test
    void theWindowRemembersExactlyItsSize() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var chance = Chance.seeded(seed);
            var window = new ReplayWindow();
            var used = new java.util.HashSet<Long>();
            long highest = -1;
            for (int i = 0; i < 500; i++) {
                long index = Math.max(0, highest + chance.nextInt(chance.nextInt(20) == 0 ? 5000 : 60) - 30);
                boolean refused = index <= highest && (highest - index >= ReplayWindow.SIZE || used.contains(index));
                assertThat(window.refuses(index))
                        .as("seed %d, index %d", seed, index)
                        .isEqualTo(refused);
                if (refused) continue;
                window.accept(index);
                used.add(index);
                highest = Math.max(highest, index);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesReplays(SrtpProfile profile) {
        var chance = Chance.seeded(1);
        var pair = Pair.of(profile, chance);
        List<Bytes> sealed = new ArrayList<>();
        for (int i = 0; i < 100; i++) sealed.add(pair.seal(rtp(chance, 65_500 + i & 0xFFFF, 3)));
        for (var packet : sealed) opens(pair, packet, 1);
        for (var packet : sealed) assertThat(pair.open(packet)).isEqualTo(Parsed.malformed("srtp-replay"));
        var rtcp = pair.sealRtcp(rtcp(chance, 3));
        assertThat(pair.openRtcp(rtcp)).isInstanceOf(Parsed.Ok.class);
        assertThat(pair.openRtcp(rtcp)).isEqualTo(Parsed.malformed("srtcp-replay"));
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryFlippedBitAndGoesOn(SrtpProfile profile) {
        var chance = Chance.seeded(2);
        var pair = Pair.of(profile, chance);
        var rtp = rtp(chance, 1000, 3);
        var sealed = pair.seal(rtp);
        for (int bit = 0; bit < 8 * sealed.length(); bit++)
            assertThat(pair.open(flip(sealed, bit))).as("bit %d", bit).isInstanceOf(Parsed.Malformed.class);
        assertThat(pair.open(sealed)).isEqualTo(Parsed.ok(rtp));

        var rtcp = rtcp(chance, 3);
        var sealedRtcp = pair.sealRtcp(rtcp);
        for (int bit = 0; bit < 8 * sealedRtcp.length(); bit++)
            assertThat(pair.openRtcp(flip(sealedRtcp, bit))).as("bit %d", bit).isInstanceOf(Parsed.Malformed.class);
        assertThat(pair.openRtcp(sealedRtcp)).isEqualTo(Parsed.ok(rtcp));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatWasCutShort(SrtpProfile profile) {
        var pair = Pair.of(profile, Chance.seeded(3));
        var sealed = pair.seal(rtp(Chance.seeded(4), 1, 3));
        for (int length = 0; length < sealed.length(); length++)
            assertThat(pair.open(sealed.slice(0, length))).isInstanceOf(Parsed.Malformed.class);
        var sealedRtcp = pair.sealRtcp(rtcp(Chance.seeded(4), 3));
        for (int length = 0; length < sealedRtcp.length(); length++)
            assertThat(pair.openRtcp(sealedRtcp.slice(0, length))).isInstanceOf(Parsed.Malformed.class);
    }

    /// Forged packets of ever new sources take no place from real ones.
    @ParameterizedTest
    @EnumSource
    void remembersAuthenticSourcesOnlyAndNotForever(SrtpProfile profile) {
        var chance = Chance.seeded(5);
        var pair = Pair.of(profile, chance);
        for (int i = 0; i < 200; i++) {
            var forged = rtp(chance, 1, i);
            assertThat(pair.open(Bytes.of(Arrays.copyOf(forged.toArray(), 400))))
                    .isEqualTo(Parsed.malformed("srtp-auth"));
        }
        for (int i = 0; i < Sources.LIMIT; i++) opens(pair, pair.seal(rtp(chance, 1, i)), 5);
        assertThatThrownBy(() -> pair.seal(rtp(chance, 1, 1000))).isInstanceOf(IllegalArgumentException.class);
        opens(pair, pair.seal(rtp(chance, 2, 5)), 5);
    }

    @Test
    void gcmNeverSealsOneNumberTwice() {
        var chance = Chance.seeded(6);
        var pair = Pair.of(SrtpProfile.AEAD_AES_128_GCM, chance);
        pair.seal(rtp(chance, 10, 1));
        pair.seal(rtp(chance, 12, 1));
        assertThat(pair.seal(rtp(chance, 12, 1)).length()).isEqualTo(SrtpSender.NOT_SEALED);
        assertThat(pair.seal(rtp(chance, 10, 1)).length()).isEqualTo(SrtpSender.NOT_SEALED);
        // Lower than the highest is as good as used: which of them were is not kept.
        assertThat(pair.seal(rtp(chance, 11, 1)).length()).isEqualTo(SrtpSender.NOT_SEALED);
        opens(pair, pair.seal(rtp(chance, 13, 1)), 6);
        opens(pair, pair.seal(rtp(chance, 12, 2)), 6);
    }

    @Test
    void counterModeSealsAnOldPacketAgain() {
        var chance = Chance.seeded(7);
        var pair = Pair.of(SrtpProfile.AES128_CM_HMAC_SHA1_80, chance);
        var old = rtp(chance, 65_530, 1);
        var first = pair.seal(old);
        for (int i = 1; i < 5000; i++) pair.seal(rtp(chance, 65_530 + i & 0xFFFF, 1));
        assertThat(pair.seal(old)).isEqualTo(first);
    }

    private static Bytes flip(Bytes bytes, int bit) {
        var flipped = bytes.toArray();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.of(flipped);
    }

    /// A packet with up to three contributing sources, maybe an extension, and up to 100 bytes of payload.
    static Bytes rtp(Chance chance, int sequence, int ssrc) {
        int contributing = chance.nextInt(4);
        boolean extended = chance.nextInt(2) == 0;
        int words = chance.nextInt(4);
        var packet = new io.glasscast.kernel.ByteWriter()
                .u8(0x80 | (extended ? 0x10 : 0) | contributing)
                .u8(96)
                .u16(sequence)
                .u32(chance.nextInt(1 << 30))
                .u32(ssrc)
                .bytes(chance.bytes(4 * contributing));
        if (extended) packet.u16(0xBEDE).u16(words).bytes(chance.bytes(4 * words));
        return packet.bytes(chance.bytes(chance.nextInt(100))).toBytes();
    }

    static Bytes rtcp(Chance chance, int ssrc) {
        int words = chance.nextInt(20);
        return new io.glasscast.kernel.ByteWriter()
                .u8(0x80)
                .u8(200)
                .u16(1 + words)
                .u32(ssrc)
                .bytes(chance.bytes(4 * words))
                .toBytes();
    }
}
