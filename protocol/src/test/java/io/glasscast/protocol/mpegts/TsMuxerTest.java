package io.glasscast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TsMuxerTest {
    private static final long MS = 1_000_000;
    private static final Track VIDEO = new Track(0, Codec.H264);
    private static final Track SOUND =
            new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write());
    private static final List<Bytes> PICTURES = Samples.H264.frames();
    private static final Bytes TONE = Bytes.of(new byte[200]);

    private static List<TsPacket> packets(Bytes bytes) {
        assertThat(bytes.length() % 188).isZero();
        var packets = new ArrayList<TsPacket>();
        for (int at = 0; at < bytes.length(); at += 188)
            packets.add(TsPacket.parse(bytes.slice(at, 188)).orThrow());
        return packets;
    }

    private static Frame picture(long ms, boolean keyframe) {
        return new Frame(0, ms * MS, keyframe, PICTURES.get(keyframe ? 0 : 1));
    }

    private static Frame tone(long ms) {
        return new Frame(1, ms * MS, true, TONE);
    }

    /// Ten seconds of pictures and tones, 25 and 50 a second.
    private static Bytes stream(TsMuxer muxer, long fromMs, int pictures) {
        var stream = new ByteWriter();
        for (int n = 0; n < pictures; n++) {
            long now = fromMs + 40L * n;
            stream.bytes(muxer.mux(picture(now, n % 50 == 0)));
            stream.bytes(muxer.mux(tone(now))).bytes(muxer.mux(tone(now + 20)));
        }
        return stream.toBytes();
    }

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC", "H264B_LATM", "H265_OPUS", "H264_MP2"})
    void whatGoesInComesOut(Recordings recording) {
        var in = recording.outputs();
        var muxer = new TsMuxer(Recordings.tracks(in).getFirst());
        var stream = new ByteWriter();
        for (var output : in) if (output instanceof Output.Whole(var frame)) stream.bytes(muxer.mux(frame));
        var out = Recordings.outputs(stream.toBytes(), 1316);
        assertThat(Recordings.tracks(out)).isEqualTo(Recordings.tracks(in));
        assertThat(Recordings.discarded(out)).isEmpty();
        long shift = Recordings.frames(out, 0).getFirst().dtsNanos()
                - Recordings.frames(in, 0).getFirst().dtsNanos();
        for (int track = 0; track < 2; track++) {
            var before = Recordings.frames(in, track);
            var after = Recordings.frames(out, track);
            assertThat(after).hasSameSizeAs(before);
            for (int n = 0; n < after.size(); n++) {
                assertThat(after.get(n).payload()).isEqualTo(before.get(n).payload());
                assertThat(after.get(n).keyframe()).isEqualTo(before.get(n).keyframe());
                assertThat(after.get(n).ptsNanos() - shift - before.get(n).ptsNanos())
                        .isBetween(-12_000L, 12_000L);
                assertThat(after.get(n).dtsNanos() - shift - before.get(n).dtsNanos())
                        .isBetween(-12_000L, 12_000L);
            }
        }
    }

    /// Every picture of ours says its length, so a receiver has it with its last packet.
    @Test
    void aFrameIsThereWithItsLastByte() {
        var muxer = new TsMuxer(List.of(VIDEO));
        var demuxer = new TsDemuxer();
        for (int n = 0; n < 10; n++) {
            var frames = new ArrayList<Output>();
            demuxer.feed(muxer.mux(picture(40 * n, n == 0)), frames::add);
            assertThat(Recordings.frames(frames, 0)).hasSize(1);
        }
    }

    @Test
    void countersCountAndTablesAndClockComeOften() {
        var counters = new HashMap<Integer, Integer>();
        long lastPcr = -1;
        int sincePmt = 0;
        var muxer = new TsMuxer(List.of(VIDEO, SOUND));
        for (var packet : packets(stream(muxer, 5_000, 250))) {
            var before = counters.get(packet.pid());
            int counted = packet.hasPayload() ? 1 : 0;
            if (before != null) assertThat(packet.counter()).isEqualTo(before + counted & 0xF);
            counters.put(packet.pid(), packet.counter());
            if (packet.pcr() >= 0) {
                assertThat(packet.pid()).isEqualTo(0x100);
                if (lastPcr >= 0) assertThat(packet.pcr() - lastPcr).isBetween(0L, TsPacket.PCR_RATE / 10);
                lastPcr = packet.pcr();
                sincePmt++;
            }
            if (packet.pid() == 0x1000) sincePmt = 0;
            // 40 ms a picture.
            assertThat(sincePmt).isLessThanOrEqualTo(11);
            if (packet.pid() == 0x100 && packet.randomAccess())
                assertThat(sincePmt).isEqualTo(1);
        }
        assertThat(counters).containsOnlyKeys(0, 0x1000, 0x100, 0x101);
    }

    @Test
    void slowPicturesLeaveTheClockToTheSound() {
        var muxer = new TsMuxer(List.of(VIDEO, SOUND));
        var stream = new ByteWriter();
        for (int n = 0; n < 500; n++) {
            if (n % 50 == 0) stream.bytes(muxer.mux(picture(20L * n, true)));
            stream.bytes(muxer.mux(tone(20L * n)));
        }
        long last = -1;
        for (var packet : packets(stream.toBytes())) {
            if (packet.pcr() < 0) continue;
            if (last >= 0) assertThat(packet.pcr() - last).isBetween(0L, TsPacket.PCR_RATE / 10);
            last = packet.pcr();
        }
        assertThat(Recordings.discarded(Recordings.outputs(stream.toBytes(), 1316)))
                .isEmpty();
    }

    @Test
    void soundAloneCarriesTheClock() {
        var muxer = new TsMuxer(List.of(SOUND));
        var stream = new ByteWriter();
        for (int n = 0; n < 100; n++) stream.bytes(muxer.mux(tone(20L * n)));
        var packets = packets(stream.toBytes());
        assertThat(packets.stream().filter(packet -> packet.pcr() >= 0)).hasSizeGreaterThan(20);
        assertThat(packets.stream().filter(packet -> packet.pid() == 0)).hasSizeBetween(5, 6);
        assertThat(Recordings.frames(Recordings.outputs(stream.toBytes(), 1316), 0))
                .hasSize(100);
    }

    @Test
    void theClockIsBehindEveryDecodingTime() {
        var muxer = new TsMuxer(List.of(VIDEO, SOUND));
        var clocks = new ArrayList<Long>();
        new TsDemuxer().feed(stream(muxer, 0, 100), output -> {
            if (output instanceof Output.Clock(var nanos)) clocks.add(nanos);
            if (output instanceof Output.Whole(var frame) && !clocks.isEmpty())
                assertThat(frame.dtsNanos() - clocks.getLast()).isBetween(200 * MS, 400 * MS);
        });
        assertThat(clocks).hasSizeGreaterThan(90);
    }

    /// 26.5 hours after the origin the timestamps and the clock start again from 0.
    @Test
    void throughTheWrap() {
        var muxer = new TsMuxer(List.of(VIDEO, SOUND));
        muxer.mux(picture(0, true));
        long wrapMs = (1L << 33) / 90;
        var stream = stream(muxer, wrapMs - 2_000, 100);
        var folded = packets(stream).stream()
                .filter(packet -> packet.pcr() >= 0)
                .map(TsPacket::pcr)
                .toList();
        assertThat(folded.getLast()).isLessThan(folded.getFirst());
        var outputs = Recordings.outputs(stream, 1316);
        var pictures = Recordings.frames(outputs, 0);
        var tones = Recordings.frames(outputs, 1);
        assertThat(pictures).hasSize(100);
        assertThat(tones).hasSize(200);
        for (int n = 0; n < 100; n++) {
            assertThat(pictures.get(n).ptsNanos() - pictures.getFirst().ptsNanos())
                    .isBetween(40 * MS * n - 12_000, 40 * MS * n + 12_000);
            assertThat(tones.get(2 * n).ptsNanos() - pictures.get(n).ptsNanos()).isBetween(-12_000L, 12_000L);
        }
    }

    @Test
    void aJumpBackIsAnnounced() {
        var muxer = new TsMuxer(List.of(VIDEO));
        muxer.mux(picture(60_000, true));
        var packets = packets(muxer.mux(picture(1_000, true)));
        assertThat(packets.stream().filter(TsPacket::discontinuity))
                .singleElement()
                .satisfies(packet -> assertThat(packet.pcr()).isNotNegative());
    }

    @Test
    void otherTracksAreSaidAtOnce() {
        var muxer = new TsMuxer(List.of(VIDEO));
        var demuxer = new TsDemuxer();
        var outputs = new ArrayList<Output>();
        demuxer.feed(muxer.mux(picture(0, true)), outputs::add);
        muxer.tracks(List.of(VIDEO, SOUND));
        demuxer.feed(muxer.mux(picture(40, false)), outputs::add);
        demuxer.feed(muxer.mux(tone(40)), outputs::add);
        assertThat(Recordings.tracks(outputs)).containsExactly(List.of(VIDEO), List.of(VIDEO, SOUND));
        assertThat(Recordings.frames(outputs, 0)).hasSize(2);
        assertThat(Recordings.frames(outputs, 1)).hasSize(1);
        assertThat(Recordings.discarded(outputs)).isEmpty();
    }

    @Test
    void whatCannotBeCarried() {
        assertThatThrownBy(() -> new TsMuxer(List.of(new Track(0, Codec.VP8))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TsMuxer(List.of(new Track(0, Codec.AAC))))
                .isInstanceOf(IllegalArgumentException.class);
        var muxer = new TsMuxer(List.of(VIDEO, SOUND));
        assertThat(muxer.mux(tone(0).on(7)).isEmpty()).isTrue();
        assertThat(muxer.mux(new Frame(0, 0, true, Bytes.hex("000000ff 65"))).isEmpty())
                .isTrue();
        assertThat(muxer.mux(new Frame(1, 0, true, Bytes.of(new byte[9_000]))).isEmpty())
                .isTrue();
    }

    /// A picture of every size around the packets' edges arrives as it is.
    @Test
    void everySize() {
        var muxer = new TsMuxer(List.of(VIDEO));
        var demuxer = new TsDemuxer();
        var key = new ArrayList<>(NalUnits.split(PICTURES.getFirst()).orThrow().subList(0, 2));
        for (int size = 2; size < 600; size++) {
            var slice = new byte[size];
            java.util.Arrays.fill(slice, (byte) 0x55);
            slice[0] = 0x65;
            slice[1] = (byte) 0x88;
            var nals = new ArrayList<>(key);
            nals.add(Bytes.of(slice));
            var payload = NalUnits.join(nals);
            var frames = new ArrayList<Output>();
            demuxer.feed(muxer.mux(new Frame(0, size * 40 * MS, true, payload)), frames::add);
            assertThat(Recordings.frames(frames, 0))
                    .as("size %d", size)
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.payload()).isEqualTo(payload));
        }
    }

    /// Beyond 64 KiB a picture's length cannot be said; the next one ends it.
    @Test
    void aLargePicture() {
        var muxer = new TsMuxer(List.of(VIDEO));
        var slice = new byte[200_000];
        java.util.Arrays.fill(slice, (byte) 0x55);
        slice[0] = 0x65;
        slice[1] = (byte) 0x88;
        var nals = new ArrayList<>(NalUnits.split(PICTURES.getFirst()).orThrow().subList(0, 2));
        nals.add(Bytes.of(slice));
        var payload = NalUnits.join(nals);
        var stream = new ByteWriter()
                .bytes(muxer.mux(new Frame(0, 0, true, payload)))
                .bytes(muxer.mux(picture(40, false)));
        var frames = Recordings.frames(Recordings.outputs(stream.toBytes(), 1316), 0);
        assertThat(frames).hasSize(2);
        assertThat(frames.getFirst().payload()).isEqualTo(payload);
    }
}
