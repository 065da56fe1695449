package io.glasscast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What networks and careless writers do to streams.
class DamagedStreamTest {
    private static final Bytes KEYFRAME =
            NalUnits.toAnnexB(Samples.H264.frames().getFirst()).orThrow();

    private final Wire wire = new Wire();
    private final TsDemuxer demuxer = new TsDemuxer();

    private List<Output> feed() {
        return feed(wire.take());
    }

    private List<Output> feed(Bytes bytes) {
        var outputs = new ArrayList<Output>();
        demuxer.feed(bytes, outputs::add);
        return outputs;
    }

    private static List<Frame> frames(List<Output> outputs) {
        var frames = new ArrayList<Frame>();
        // Which track is number 0 depends on what came through first.
        for (int track = 0; track < 2; track++)
            for (var frame : Recordings.frames(outputs, track)) frames.add(frame.on(0));
        return frames;
    }

    /// Whatever packets are lost: what comes out is what was sent, and what was not hit comes out.
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC", "H264B_LATM", "H265_OPUS"})
    void lostPackets(Recordings recording) {
        var bytes = recording.bytes();
        var whole = new HashSet<>(frames(recording.outputs()));
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var left = new ByteWriter(bytes.length());
            int lost = 0;
            int next = 4 + random.nextInt(40); // The tables at the start are spared: without them there is no stream.
            for (int n = 0; n < bytes.length() / 188; n++) {
                // One to fifteen in a row: a counter of four bits cannot miss sixteen.
                if (n == next) {
                    int row = 1 + random.nextInt(15);
                    n += row - 1;
                    next = n + 20 + random.nextInt(60);
                    lost += row;
                } else {
                    left.bytes(bytes.slice(188 * n, 188));
                }
            }
            var outputs = Recordings.outputs(left.toBytes(), 1316);
            var frames = frames(outputs);
            var wrong = new HashSet<>(frames);
            wrong.removeAll(whole);
            assertThat(wrong).as("seed %d", seed).isEmpty();
            if (lost > 0) assertThat(Recordings.discarded(outputs)).isNotEmpty();
            assertThat(frames.size()).as("seed %d", seed).isGreaterThan(0);
        }
    }

    /// Whatever bits are wrong: nothing is thrown, and after the damage everything is as it was.
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC", "H264B_LATM", "H265_OPUS"})
    void flippedBits(Recordings recording) {
        var bytes = recording.bytes();
        var whole = Recordings.frames(recording.outputs(), 0);
        int second = 1;
        while (!whole.get(second).keyframe()) second++;
        var lastGroup = whole.subList(second, whole.size());
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var damaged = bytes.toArray();
            // The first third: the second keyframe is behind it.
            for (int n = 0; n < 30; n++)
                damaged[3 * 188 + random.nextInt(damaged.length / 3)] ^= (byte) (1 << random.nextInt(8));
            var outputs = Recordings.outputs(Bytes.of(damaged), 1316);
            var missing = new HashSet<>(lastGroup);
            missing.removeAll(frames(outputs));
            assertThat(missing).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void missingBytesAreSearchedOver() {
        var bytes = Recordings.H264_AAC.bytes();
        var cut = new ByteWriter()
                .bytes(bytes.slice(0, 20 * 188 + 77))
                .bytes(bytes.from(21 * 188 + 5))
                .toBytes();
        var outputs = Recordings.outputs(cut, 1000);
        assertThat(Recordings.discarded(outputs)).startsWith("ts-sync");
        assertThat(Recordings.frames(outputs, 0)).hasSizeBetween(28, 29);
    }

    @Test
    void rubbishBeforeTheStream() {
        var bytes = Recordings.H264_AAC.bytes();
        var outputs = Recordings.outputs(
                new ByteWriter().zeros(33).u8(0x47).zeros(100).bytes(bytes).toBytes(), 1316);
        assertThat(Recordings.discarded(outputs)).containsExactly("ts-sync");
        assertThat(Recordings.frames(outputs, 0)).hasSize(30);
    }

    @Test
    void aPacketSentTwiceCountsOnce() {
        var bytes = Recordings.H264_AAC.bytes();
        var twice = new ByteWriter(2 * bytes.length());
        for (int at = 0; at < bytes.length(); at += 188)
            twice.bytes(bytes.slice(at, 188)).bytes(bytes.slice(at, 188));
        assertThat(Recordings.outputs(twice.toBytes(), 1316)).isEqualTo(Recordings.H264_AAC.outputs());
    }

    @Test
    void aPictureWithAGapIsLeftOut() {
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        feed();
        wire.pes(Wire.VIDEO_PID, 3_000, KEYFRAME);
        var picture = wire.take();
        wire.pes(Wire.VIDEO_PID, 6_000, KEYFRAME);
        var outputs = feed(new ByteWriter()
                .bytes(picture.slice(0, 188))
                .bytes(picture.from(2 * 188))
                .bytes(wire.take())
                .toBytes());
        assertThat(Recordings.discarded(outputs)).containsExactly("ts-continuity", "pes-gap");
        assertThat(Recordings.frames(outputs, 0)).extracting(Frame::ptsNanos).containsExactly(66_666_666L);
    }

    @Test
    void anAnnouncedDiscontinuityIsNoGap() {
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME).skip(Wire.VIDEO_PID);
        wire.packet(Wire.VIDEO_PID, false, 0, Wire.field(184, 0x80), Bytes.EMPTY);
        wire.pes(Wire.VIDEO_PID, 3_000, KEYFRAME);
        var outputs = feed();
        assertThat(Recordings.discarded(outputs)).isEmpty();
        assertThat(Recordings.frames(outputs, 0)).hasSize(2);
    }

    @Test
    void packetsWithoutPayloadDoNotCount() {
        wire.program(0, Wire.video());
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        var picture = wire.take();
        wire.packet(Wire.VIDEO_PID, false, 0, Wire.field(184, 0), Bytes.EMPTY);
        var empty = wire.take();
        var packets = new ByteWriter();
        for (int at = 0; at < picture.length(); at += 188) {
            var packet = picture.slice(at, 188);
            if (at > 2 * 188) packets.bytes(withCounter(empty, packet.u8(3) - 1 & 0xF));
            packets.bytes(packet);
        }
        var outputs = feed(packets.toBytes());
        assertThat(Recordings.discarded(outputs)).isEmpty();
        assertThat(Recordings.frames(outputs, 0)).hasSize(1);
    }

    private static Bytes withCounter(Bytes packet, int counter) {
        var array = packet.toArray();
        array[3] = (byte) (array[3] & 0xF0 | counter);
        return Bytes.of(array);
    }

    @Test
    void packetsThatSayTheyAreWrongAreNotUsed() {
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        var bytes = wire.take().toArray();
        bytes[3 * 188 + 1] |= (byte) 0x80;
        assertThat(feed(Bytes.of(bytes)).getFirst()).isEqualTo(new Output.Discarded("ts-error"));
    }

    @Test
    void aPictureWithoutEndIsGivenUp() {
        wire.program(0, Wire.video());
        wire.unit(Wire.VIDEO_PID, Bytes.hex("000001e0 0000 840000"), 0x11);
        feed();
        int said = 0;
        var filler = Bytes.of(new byte[184]);
        for (int n = 0; n < PesAssembler.MAX_LENGTH / 184 + 2; n++) {
            wire.packet(Wire.VIDEO_PID, false, 0, Bytes.EMPTY, filler);
            if (n % 1000 == 0) said += Recordings.discarded(feed()).size();
        }
        said += Recordings.discarded(feed()).size();
        assertThat(said).isEqualTo(1);
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.frames(feed(), 0)).hasSize(1);
    }

    /// Writers that know no length above 64 KiB go on in a PES packet without a time.
    @Test
    void aPictureInTwoPesPackets() {
        var slice = new byte[90_000];
        java.util.Arrays.fill(slice, (byte) 0x55);
        slice[3] = 1;
        slice[4] = 0x41;
        slice[5] = (byte) 0x9A;
        slice[0] = 0;
        slice[1] = 0;
        slice[2] = 0;
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        var first = new ByteWriter().bytes(PesHeader.write(0xE0, 65_000, 3_000, 3_000));
        wire.unit(Wire.VIDEO_PID, first.bytes(Bytes.of(slice, 0, 65_000)).toBytes(), -1);
        assertThat(Recordings.frames(feed(), 0)).hasSize(1);
        var rest =
                new ByteWriter().u24(1).u8(0xE0).u16(3 + 25_000).u24(0x800000).bytes(Bytes.of(slice, 65_000, 25_000));
        wire.unit(Wire.VIDEO_PID, rest.toBytes(), -1);
        var outputs = feed();
        assertThat(Recordings.discarded(outputs)).isEmpty();
        assertThat(Recordings.frames(outputs, 0))
                .singleElement()
                .satisfies(frame -> assertThat(frame.payload().length()).isEqualTo(90_000));
    }

    /// A writer that stuffs in the middle of pictures is found out, and from then on waited for.
    @Test
    void stuffingInsideIsNotTrustedForLong() {
        wire.program(0, Wire.video());
        int pictures = 0;
        for (int n = 0; n < 12; n++) wire.unit(Wire.VIDEO_PID, unbounded(3_000L * n), -1);
        pictures += Recordings.frames(feed(), 0).size();
        assertThat(pictures).isEqualTo(12);
        for (int n = 12; n < 20; n++) {
            var unit = unbounded(3_000L * n);
            wire.packet(Wire.VIDEO_PID, true, 0, Wire.field(84, 0), unit.slice(0, 100));
            wire.packet(Wire.VIDEO_PID, false, 0, Bytes.EMPTY, unit.slice(100, 184));
            wire.packet(Wire.VIDEO_PID, false, 0, Wire.field(184 - 50, 0), unit.slice(284, 50));
        }
        var outputs = feed();
        assertThat(Recordings.discarded(outputs)).containsExactly("pes-stuffed-inside");
        assertThat(Recordings.frames(outputs, 0)).hasSize(1 + 6);
    }

    private static Bytes unbounded(long pts) {
        var header = PesHeader.write(0xE0, 0, pts, pts).toArray();
        header[4] = 0;
        header[5] = 0;
        var nals = NalUnits.split(Samples.H264.frames().getFirst()).orThrow();
        var unit = new ByteWriter()
                .bytes(header)
                .bytes(NalUnits.toAnnexB(NalUnits.join(nals.subList(0, 2))).orThrow());
        var slice = nals.getLast();
        return unit.u32(1).bytes(slice.slice(0, 334 - unit.length())).toBytes();
    }

    @Test
    void timestampsThatJumpJump() {
        wire.program(0, Wire.video());
        for (long pts : new long[] {900_000, 903_000, 0, 3_000, 3_600_000, 3_603_000})
            wire.pes(Wire.VIDEO_PID, pts, KEYFRAME);
        assertThat(Recordings.frames(feed(), 0))
                .extracting(frame -> frame.ptsNanos() / 1_000_000)
                .containsExactly(10_000L, 10_033L, 0L, 33L, 40_000L, 40_033L);
    }

    /// 2^33 ticks are 26.5 hours.
    @Test
    void timestampsThatWrapGoOn() {
        wire.program(0, Wire.video(), Wire.adts());
        long start = (1L << 33) - 90_000;
        var sound = io.glasscast.bitstream.AdtsHeader.wrap(
                io.glasscast.bitstream.AudioSpecificConfig.lc(48_000, 2), Bytes.hex("0102"));
        for (int n = 0; n < 60; n++) {
            wire.pes(Wire.VIDEO_PID, start + 3_000L * n & (1L << 33) - 1, KEYFRAME);
            // Sound is a little ahead, so the wrap lies between them for a while.
            wire.pes(Wire.AUDIO_PID, start + 3_000L * n + 9_000 & (1L << 33) - 1, sound);
        }
        var outputs = feed();
        long first = Recordings.frames(outputs, 0).getFirst().ptsNanos();
        for (int n = 0; n < 60; n++) {
            assertThat(Recordings.frames(outputs, 0).get(n).ptsNanos() - first)
                    .isCloseTo(n * 100_000_000L / 3, within());
            assertThat(Recordings.frames(outputs, 1).get(n).ptsNanos() - first)
                    .isCloseTo(n * 100_000_000L / 3 + 100_000_000, within());
        }
    }

    private static org.assertj.core.data.Offset<Long> within() {
        return org.assertj.core.data.Offset.offset(2L);
    }

    /// A wrong bit in a timestamp must not shift the wrap for all that follow.
    @Test
    void oneWrongTimestampIsNotFollowed() {
        wire.program(0, Wire.video());
        for (long pts : new long[] {900_000, 903_000, 906_000 | 1L << 32, 909_000, 912_000})
            wire.pes(Wire.VIDEO_PID, pts, KEYFRAME);
        assertThat(Recordings.frames(feed(), 0).getLast().ptsNanos() / 1_000_000)
                .isEqualTo(912_000 / 90);
    }

    @Test
    void aKeyframeWithoutParametersGetsThoseThatAreKnown() {
        var idr = new ArrayList<Bytes>();
        for (var nal : NalUnits.split(Samples.H264.frames().getFirst()).orThrow())
            if ((nal.u8(0) & 0x1F) == 5) idr.add(nal);
        var bare = NalUnits.toAnnexB(NalUnits.join(idr)).orThrow();
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, bare).pes(Wire.VIDEO_PID, 3_000, KEYFRAME);
        wire.pes(Wire.VIDEO_PID, 6_000, bare);
        var frames = Recordings.frames(feed(), 0);
        assertThat(frames).extracting(frame -> frame.ptsNanos() / 1_000_000).containsExactly(33L, 66L);
        assertThat(NalUnits.split(frames.getLast().payload()).orThrow())
                .extracting(nal -> nal.u8(0) & 0x1F)
                .startsWith(7, 8)
                .endsWith(5);
    }

    @Test
    void twoPicturesInOnePesPacketAreTwoFrames() {
        var bytes = new ByteWriter();
        for (int n = 0; n < 3; n++)
            bytes.bytes(Bytes.hex("0000000109f0"))
                    .bytes(NalUnits.toAnnexB(Samples.H264.frames().get(n)).orThrow());
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 9_000, bytes.toBytes());
        var frames = Recordings.frames(feed(), 0);
        assertThat(frames)
                .extracting(Frame::payload)
                .containsExactlyElementsOf(Samples.H264.frames().subList(0, 3));
        assertThat(frames).extracting(Frame::dtsNanos).isSorted().doesNotHaveDuplicates();
    }
}
