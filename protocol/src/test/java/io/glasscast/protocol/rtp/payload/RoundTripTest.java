package io.glasscast.protocol.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.Av1Obu;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every codec's packetizer and depacketizer against each other, with real bitstreams.
class RoundTripTest {
    private static final long TICKS = 6000;

    record Packet(Bytes payload, long timestamp, boolean marker) {}

    record Case(Samples sample, int maxPayload) {}

    static Stream<Case> cases() {
        return Stream.of(Samples.values())
                .flatMap(sample -> Stream.of(64, 100, 333, 1200, 60_000)
                        .filter(most -> sample != Samples.OPUS || most > 333)
                        .map(most -> new Case(sample, most)));
    }

    static List<Packet> packets(Samples sample, int maxPayload) {
        var packetizer = Packetizer.of(sample.codec());
        var packets = new ArrayList<Packet>();
        long timestamp = 0xFFFF_0000L;
        for (var frame : sample.frames()) {
            var payloads = packetizer.packetize(frame, maxPayload);
            for (int i = 0; i < payloads.size(); i++)
                packets.add(new Packet(payloads.get(i), timestamp, i == payloads.size() - 1));
            timestamp = timestamp + TICKS & 0xFFFF_FFFFL;
        }
        return packets;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFrameComesOutAsItWentIn(Case that) {
        var discarded = new ArrayList<String>();
        var units = new ArrayList<AccessUnit>();
        var depacketizer = Depacketizer.of(that.sample.codec(), discarded::add);
        for (var packet : packets(that.sample, that.maxPayload))
            depacketizer.push(packet.payload, packet.timestamp, packet.marker, false, units::add);
        assertThat(discarded).isEmpty();
        assertThat(units).extracting(AccessUnit::payload).isEqualTo(that.sample.frames());
        assertThat(units.getFirst().keyframe()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutMarkersTheNextTimestampEndsAUnit(Case that) {
        var discarded = new ArrayList<String>();
        var units = new ArrayList<AccessUnit>();
        var depacketizer = Depacketizer.of(that.sample.codec(), discarded::add);
        for (var packet : packets(that.sample, that.maxPayload))
            depacketizer.push(packet.payload, packet.timestamp, false, false, units::add);
        var frames = that.sample.frames();
        assertThat(discarded).isEmpty();
        assertThat(units)
                .extracting(AccessUnit::payload)
                .startsWith(frames.subList(0, frames.size() - 1).toArray(Bytes[]::new));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noPayloadIsLongerThanAllowedAndCutsAreEqual(Case that) {
        var packetizer = Packetizer.of(that.sample.codec());
        for (var frame : that.sample.frames()) {
            var payloads = packetizer.packetize(frame, that.maxPayload);
            assertThat(payloads).isNotEmpty().allMatch(payload -> payload.length() <= that.maxPayload);
            var lengths = new HashSet<Integer>();
            for (var payload : payloads.subList(0, payloads.size() - 1)) lengths.add(payload.length());
            // Parameter sets, supplements and slices each have their own run of equal lengths and its rest.
            assertThat(lengths.size()).isLessThanOrEqualTo(3 * parts(that.sample, frame) - 2);
        }
    }

    /// NAL units or OBUs, which packets keep apart.
    private static int parts(Samples sample, Bytes frame) {
        return switch (sample.codec()) {
            case H264, H265 -> NalUnits.split(frame).orThrow().size();
            case AV1 -> Av1Obu.split(frame).orThrow().size();
            case VP8, VP9, OPUS, AAC -> 1;
        };
    }

    @ParameterizedTest
    @EnumSource(value = Samples.class, names = "OPUS", mode = EnumSource.Mode.EXCLUDE)
    void anyLostPacketLosesItsUnitAndIsReported(Samples sample) {
        var packets = packets(sample, 400);
        var frames = new HashSet<>(sample.frames());
        for (int lost = 1; lost < packets.size(); lost++) {
            var discarded = new ArrayList<String>();
            var units = new ArrayList<AccessUnit>();
            var depacketizer = Depacketizer.of(sample.codec(), discarded::add);
            for (int i = 0; i < packets.size(); i++) {
                var packet = packets.get(i);
                if (i != lost)
                    depacketizer.push(packet.payload, packet.timestamp, packet.marker, i == lost + 1, units::add);
            }
            if (lost < packets.size() - 1)
                assertThat(discarded).as("packet %d", lost).isNotEmpty();
            long hurt = packets.get(lost).timestamp;
            assertThat(units)
                    .as("packet %d", lost)
                    .allMatch(unit -> unit.timestamp() != hurt && frames.contains(unit.payload()));
            assertThat(units).hasSizeGreaterThanOrEqualTo(sample.frames().size() - 2);
        }
    }
}
