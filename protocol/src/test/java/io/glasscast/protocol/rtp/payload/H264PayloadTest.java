package io.glasscast.protocol.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What senders do, packet by packet (RFC 6184).
class H264PayloadTest {
    private static final Bytes SPS = Bytes.hex("67 42c01f da 02 80 f6 40");
    private static final Bytes PPS = Bytes.hex("68 ce 3c 80");
    private static final Bytes SEI = Bytes.hex("06 05 01 ff 80");
    private static final Bytes AUD = Bytes.hex("09 10");
    private static final Bytes IDR = Bytes.hex("65 88 84 00 10 ff");
    private static final Bytes SECOND_IDR_SLICE = Bytes.hex("65 00 f0 22 33 44");
    private static final Bytes SLICE = Bytes.hex("41 9a 11 22");
    private static final Bytes SECOND_SLICE = Bytes.hex("41 40 33 44");

    private final List<AccessUnit> units = new ArrayList<>();
    private final List<String> discarded = new ArrayList<>();
    private final Depacketizer depacketizer = Depacketizer.of(Codec.H264, discarded::add);

    private void push(Bytes payload, long timestamp, boolean marker) {
        depacketizer.push(payload, timestamp, marker, false, units::add);
    }

    private void pushAfterGap(Bytes payload, long timestamp, boolean marker) {
        depacketizer.push(payload, timestamp, marker, true, units::add);
    }

    private void pushKeyframe(long timestamp) {
        push(SPS, timestamp, false);
        push(PPS, timestamp, false);
        push(IDR, timestamp, true);
    }

    private static AccessUnit unit(long timestamp, boolean keyframe, Bytes... nals) {
        return new AccessUnit(timestamp, keyframe, NalUnits.join(List.of(nals)));
    }

    /// RFC 6184 §5.7.1: two NAL units in one STAP-A.
    @Test
    void stapA() {
        push(Bytes.hex("78 0008 6742c01fda0280f6 40"), 1, true);
        assertThat(units).isEmpty();
        discarded.clear();
        push(Bytes.hex("78 0009 6742c01fda0280f640 0004 68ce3c80 0006 6588840010ff"), 2, true);
        assertThat(units).containsExactly(unit(2, true, SPS, PPS, IDR));
    }

    /// RFC 6184 §5.8: the NAL unit header is taken apart and put together again.
    @Test
    void fuA() {
        pushKeyframe(1);
        push(Bytes.hex("5c 81 9a"), 2, false);
        push(Bytes.hex("5c 01 11"), 2, false);
        push(Bytes.hex("5c 41 22"), 2, true);
        assertThat(units.getLast()).isEqualTo(unit(2, false, SLICE));
        assertThat(discarded).isEmpty();
    }

    @Test
    void delimitersAndFillerAreDropped() {
        push(AUD, 1, false);
        push(SPS, 1, false);
        push(PPS, 1, false);
        push(SEI, 1, false);
        push(IDR, 1, false);
        push(Bytes.hex("0c ff 80"), 1, true);
        assertThat(units).containsExactly(unit(1, true, SPS, PPS, SEI, IDR));
    }

    @Test
    void parameterSetsAreRememberedForKeyframesWithout() {
        pushKeyframe(1);
        push(IDR, 2, true);
        push(PPS, 3, false);
        push(IDR, 3, true);
        assertThat(units)
                .containsExactly(
                        unit(1, true, SPS, PPS, IDR), unit(2, true, SPS, PPS, IDR), unit(3, true, SPS, PPS, IDR));
    }

    @Test
    void parameterSetsMayComeInAUnitOfTheirOwn() {
        push(SPS, 1, true);
        push(PPS, 1, true);
        push(IDR, 1, true);
        assertThat(units).containsExactly(unit(1, true, SPS, PPS, IDR));
        assertThat(discarded).isEmpty();
    }

    @Test
    void keyframeWithoutParameterSetsIsNone() {
        push(IDR, 1, true);
        assertThat(units).isEmpty();
        assertThat(discarded).containsExactly("h264-no-parameter-sets");
    }

    /// The lost packet may have brought new sets.
    @Test
    void keyframeThatLostItsParameterSetsIsIncomplete() {
        pushKeyframe(1);
        pushAfterGap(IDR, 2, true);
        pushKeyframe(3);
        assertThat(units).extracting(AccessUnit::timestamp).containsExactly(1L, 3L);
        assertThat(discarded).isNotEmpty().containsOnly(Depacketizer.INCOMPLETE);
    }

    @Test
    void severalSlices() {
        pushKeyframe(1);
        push(SLICE, 2, false);
        push(SECOND_SLICE, 2, true);
        assertThat(units.getLast()).isEqualTo(unit(2, false, SLICE, SECOND_SLICE));
    }

    /// GStreamer's rtph264pay puts them in front of every slice; between two they would end the picture.
    @Test
    void parameterSetsBetweenSlicesAreLeftOut() {
        push(SPS, 1, false);
        push(PPS, 1, false);
        push(IDR, 1, false);
        push(SPS, 1, false);
        push(PPS, 1, false);
        push(SECOND_IDR_SLICE, 1, true);
        assertThat(units).containsExactly(unit(1, true, SPS, PPS, IDR, SECOND_IDR_SLICE));
        push(IDR, 2, true);
        assertThat(units.getLast()).isEqualTo(unit(2, true, SPS, PPS, IDR));
    }

    @Test
    void pictureWhoseFirstSliceIsLostIsIncomplete() {
        pushKeyframe(1);
        pushAfterGap(SECOND_SLICE, 2, true);
        push(SLICE, 3, true);
        assertThat(units).extracting(AccessUnit::timestamp).containsExactly(1L, 3L);
        assertThat(discarded).containsExactly(Depacketizer.INCOMPLETE);
    }

    @Test
    void newTimestampEndsAUnitWithoutMarker() {
        pushKeyframe(1);
        push(SLICE, 2, false);
        push(SLICE, 3, false);
        assertThat(units.getLast()).isEqualTo(unit(2, false, SLICE));
    }

    @Test
    void unitWhoseEndIsLostIsIncompleteAndTheNextIsNot() {
        pushKeyframe(1);
        push(SLICE, 2, false);
        pushAfterGap(SLICE, 3, true);
        assertThat(units).extracting(AccessUnit::timestamp).containsExactly(1L, 3L);
        assertThat(discarded).containsExactly(Depacketizer.INCOMPLETE);
    }

    /// Some hardware encoders' packetizers leave start codes in.
    @Test
    void startCodesInsideNalUnits() {
        push(Bytes.hex("00000001 6742c01fda0280f640 00000001 68ce3c80 000001 6588840010ff"), 1, true);
        push(Bytes.hex("6742c01fda0280f640 00000001 68ce3c80 00000001 6588840010ff"), 2, true);
        assertThat(units).containsExactly(unit(1, true, SPS, PPS, IDR), unit(2, true, SPS, PPS, IDR));
    }

    @ParameterizedTest
    @CsvSource({
        "78 00, h264-stap-short",
        "78 0009 67, h264-stap-truncated",
        "79 0000 0002 6742, h264-unsupported",
        "7a 0000 0005 00 0000 6742, h264-unsupported",
        "7b 0000 0006 00 000000 6742, h264-unsupported",
        "7d 81 0000 9a, h264-unsupported",
        "7c 45 00, h264-fu-startless",
        "7c 85, h264-fu-short",
        "67 42, parameter-set"
    })
    void malformedPayloadsLoseTheirUnit(String hex, String why) {
        pushKeyframe(1);
        push(SLICE, 2, false);
        push(Bytes.hex(hex), 2, false);
        push(SECOND_SLICE, 2, true);
        push(SLICE, 3, true);
        assertThat(discarded).containsExactly(why);
        assertThat(units).extracting(AccessUnit::timestamp).containsExactly(1L, 3L);
    }

    @Test
    void fragmentsThatDoNotEndOrChange() {
        pushKeyframe(1);
        push(Bytes.hex("5c 81 9a"), 2, false);
        push(SLICE, 2, true);
        push(Bytes.hex("5c 81 9a"), 3, false);
        push(Bytes.hex("5c 45 9a"), 3, true);
        push(Bytes.hex("5c 81 9a"), 4, true);
        assertThat(discarded).containsExactly("h264-fu-unfinished", "h264-fu-type", "fragment-unfinished");
        assertThat(units).hasSize(1);
    }

    @Test
    void endlessUnitsAreCutOff() {
        pushKeyframe(1);
        var much = new byte[60_000];
        java.util.Arrays.fill(much, (byte) 0x55);
        much[0] = 0x5c;
        much[1] = (byte) 0x81;
        much[2] = (byte) 0x9a;
        push(Bytes.of(much.clone()), 2, false);
        much[1] = 0x01;
        for (int i = 0; i < 100; i++) push(Bytes.of(much), 2, false);
        assertThat(discarded).containsExactly("unit-long");
        for (int i = 0; i < 2 * NalUnits.MAX_COUNT; i++) push(SLICE, 3, false);
        assertThat(discarded).containsExactly("unit-long", "nal-count");
    }

    @Test
    void paddingIsPassedOver() {
        push(Bytes.EMPTY, 0, false);
        pushKeyframe(1);
        push(Bytes.EMPTY, 1, false);
        push(SLICE, 2, true);
        assertThat(units).hasSize(2);
        assertThat(discarded).isEmpty();
    }

    /// Small parts share a STAP-A with the highest NRI; a long slice becomes equal FU-As.
    @Test
    void packetizing() {
        var slice = new byte[1 + 250];
        slice[0] = 0x65;
        for (int i = 1; i < slice.length; i++) slice[i] = (byte) (0x80 | i);
        var payloads = Packetizer.of(Codec.H264).packetize(NalUnits.join(List.of(AUD, SPS, PPS, Bytes.of(slice))), 102);
        assertThat(payloads).extracting(Bytes::length).containsExactly(1 + 2 + 9 + 2 + 4, 2 + 84, 2 + 84, 2 + 82);
        assertThat(payloads.getFirst()).isEqualTo(Bytes.hex("78 0009 6742c01fda0280f640 0004 68ce3c80"));
        assertThat(payloads).extracting(payload -> payload.slice(0, 2).hex()).endsWith("7c85", "7c05", "7c45");
        assertThat(Packetizer.of(Codec.H264).packetize(Bytes.hex("00000009 65"), 1200))
                .isEmpty();
        assertThat(Packetizer.of(Codec.H264).packetize(NalUnits.join(List.of(SLICE)), 1200))
                .containsExactly(SLICE);
    }
}
