package io.glasscast.protocol.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bytes in front of VP8, VP9, AV1 and H.265 payloads, field by field.
class DescriptorsTest {
    private final List<AccessUnit> units = new ArrayList<>();
    private final List<String> discarded = new ArrayList<>();

    /// RFC 7741 §4.2 and the examples of §4.5.
    @ParameterizedTest
    @CsvSource({
        "10, false, true, 0, -1, -1, -1, 1",
        "90 80 11, false, true, 0, 17, -1, -1, 3",
        "80 80 9234, false, false, 0, 4660, -1, -1, 4",
        "a3 00, true, false, 3, -1, -1, -1, 2",
        "90 f0 8001 2a 7f, false, true, 0, 1, 42, 1, 6",
        "90 10 1f, false, true, 0, -1, -1, -1, 3"
    })
    void vp8(String hex, boolean spare, boolean start, int pid, int picture, int tl0, int tid, int length) {
        assertThat(Vp8Descriptor.parse(Bytes.hex(hex)).orThrow())
                .isEqualTo(new Vp8Descriptor(spare, start, pid, picture, tl0, tid, length));
        for (int size = 0; size < length; size++)
            assertThat(Vp8Descriptor.parse(Bytes.hex(hex).slice(0, size)))
                    .isEqualTo(Parsed.malformed("vp8-descriptor-short"));
    }

    /// RFC 9628 §4.2: picture ids, layers with and without TL0PICIDX, references, scalability structures.
    @ParameterizedTest
    @CsvSource({
        "0c, -1, false, true, true, 0, false, 1",
        "8c 11, 17, false, true, true, 0, false, 2",
        "c8 9234, 4660, true, true, false, 0, false, 3",
        "ac 8001 03 2a, 1, false, true, true, 1, true, 5",
        "bc 8001 04, 1, false, true, true, 2, false, 4",
        "dc 8001 03 04, 1, true, true, true, 0, false, 5",
        "8e 01 18 0140 00b4 02 04 01 20, 1, false, true, true, 0, false, 11",
        "8a 01 20, 1, false, true, false, 0, false, 3"
    })
    void vp9(String hex, int picture, boolean predicted, boolean b, boolean e, int sid, boolean d, int length) {
        var payload = Bytes.hex(hex + "82");
        assertThat(Vp9Descriptor.parse(payload).orThrow())
                .isEqualTo(new Vp9Descriptor(picture, predicted, b, e, sid, d, length));
        for (int size = 0; size <= length; size++)
            assertThat(Vp9Descriptor.parse(payload.slice(0, size))).isEqualTo(Parsed.malformed("vp9-descriptor-short"));
    }

    @Test
    void vp9HasAtMostThreeReferences() {
        assertThat(Vp9Descriptor.parse(Bytes.hex("5c 03 03 03 03 82"))).isEqualTo(Parsed.malformed("vp9-references"));
    }

    /// Two spatial layers of one picture become a superframe: VP9 specification, Annex B.
    @Test
    void vp9LayersBecomeASuperframe() {
        var depacketizer = Depacketizer.of(Codec.VP9, discarded::add);
        var keyframe = Samples.VP9.frames().getFirst().slice(0, 40);
        depacketizer.push(join("a8 01 00 07", keyframe.slice(0, 30)), 1, false, false, units::add);
        depacketizer.push(join("a4 01 00 07", keyframe.from(30)), 1, false, false, units::add);
        depacketizer.push(join("ac 01 03 07", Bytes.hex("86 00 11")), 1, true, false, units::add);
        assertThat(units)
                .containsExactly(
                        new AccessUnit(1, true, Bytes.hex(keyframe.hex() + "860011" + "d9 28000000 03000000 d9")));
        assertThat(discarded).isEmpty();
    }

    @Test
    void vp9LayerWithoutTheOneBelowIsNoStart() {
        var depacketizer = Depacketizer.of(Codec.VP9, discarded::add);
        depacketizer.push(Bytes.hex("ac 01 03 07 86 00 11"), 1, true, true, units::add);
        assertThat(units).isEmpty();
        assertThat(discarded).containsExactly(Depacketizer.INCOMPLETE);
    }

    /// The aggregation header: elements with lengths (W 0), the last without (W 2), a fragment over two packets.
    @Test
    void av1Aggregation() {
        var depacketizer = Depacketizer.of(Codec.AV1, discarded::add);
        depacketizer.push(Bytes.hex("08 02 08aa 03 3010bb"), 1, true, false, units::add);
        depacketizer.push(Bytes.hex("28 02 08aa 3010bb"), 2, true, false, units::add);
        depacketizer.push(Bytes.hex("50 3030"), 3, false, false, units::add);
        depacketizer.push(Bytes.hex("90 ccdd"), 3, true, false, units::add);
        depacketizer.push(Bytes.hex("30 01 10 02 3a00 3030ee"), 4, true, false, units::add);
        assertThat(discarded).isEmpty();
        assertThat(units)
                .containsExactly(
                        new AccessUnit(1, true, Bytes.hex("0a01aa 320210bb")),
                        new AccessUnit(2, true, Bytes.hex("0a01aa 320210bb")),
                        new AccessUnit(3, false, Bytes.hex("320330ccdd")),
                        // The delimiter is gone, and an empty redundant header keeps its size of 0.
                        new AccessUnit(4, false, Bytes.hex("3a00 320230ee")));
    }

    @ParameterizedTest
    @CsvSource({
        "90 ccdd, av1-fragment",
        "10, av1-empty",
        "20 09 30, av1-element-size",
        "20 02 3030, av1-element-count",
        "10 b0, av1-obu-forbidden-bit"
    })
    void malformedAv1LosesItsUnit(String hex, String why) {
        var depacketizer = Depacketizer.of(Codec.AV1, discarded::add);
        depacketizer.push(Bytes.hex("18 08aa"), 1, false, false, units::add);
        depacketizer.push(Bytes.hex(hex), 1, true, false, units::add);
        assertThat(discarded).containsExactly(why);
        depacketizer.push(Bytes.hex("10 3030"), 2, true, false, units::add);
        assertThat(units).extracting(AccessUnit::timestamp).containsExactly(2L);
    }

    /// RFC 7798 §4.4.2 and §4.4.3.
    @ParameterizedTest
    @CsvSource({
        "6001 00, h265-ap-short",
        "6001 0009 4401, h265-ap-truncated",
        "6201 53 00, h265-fu-startless",
        "6201 93, h265-fu-short",
        "6401 00 00 00, h265-unsupported",
        "4201 01, parameter-set"
    })
    void malformedH265LosesItsUnit(String hex, String why) {
        var depacketizer = Depacketizer.of(Codec.H265, discarded::add);
        depacketizer.push(Bytes.hex("0201 d0 01"), 1, false, false, units::add);
        depacketizer.push(Bytes.hex(hex), 1, true, false, units::add);
        assertThat(discarded).containsExactly(why);
        depacketizer.push(Bytes.hex("0201 d0 01"), 2, true, false, units::add);
        assertThat(units).containsExactly(new AccessUnit(2, false, Bytes.hex("00000004 0201d001")));
    }

    @Test
    void pictureIdsCountFramesAndWrap() {
        var packetizer = Packetizer.of(Codec.VP8);
        var last = Bytes.EMPTY;
        for (int i = 0; i <= 0x8000; i++)
            last = packetizer.packetize(Bytes.hex("31 02 00"), 100).getFirst();
        assertThat(last).isEqualTo(Bytes.hex("90 80 8000 310200"));
        assertThat(packetizer.packetize(Bytes.hex("31 02 00"), 100)).containsExactly(Bytes.hex("90 80 8001 310200"));
    }

    private static Bytes join(String hex, Bytes rest) {
        return Bytes.hex(hex + rest.hex());
    }
}
