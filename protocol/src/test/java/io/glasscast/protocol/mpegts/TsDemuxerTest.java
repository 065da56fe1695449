package io.glasscast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Keyframes;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.PictureSize;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams that FFmpeg wrote, whole and unharmed. The numbers are what ffprobe says of the files.
class TsDemuxerTest {
    private static final long TICK = 11_112;

    @Test
    void h264AndAdts() {
        var outputs = Recordings.H264_AAC.outputs();
        assertThat(Recordings.tracks(outputs))
                .containsExactly(List.of(
                        new Track(0, Codec.H264),
                        new Track(
                                1, Codec.AAC, AudioSpecificConfig.lc(48_000, 1).write())));
        assertThat(Recordings.discarded(outputs)).isEmpty();
        var pictures = Recordings.frames(outputs, 0);
        assertThat(pictures).hasSize(30);
        assertThat(pictures).allSatisfy(frame -> assertThat(frame.ptsNanos()).isEqualTo(frame.dtsNanos()));
        everyPictureIsWhatItSays(Codec.H264, pictures);
        assertThat(pictures.stream().filter(Frame::keyframe)).hasSize(2);
        assertThat(pictures.getFirst().ptsNanos()).isEqualTo(1_421_333_333);
        steps(pictures, 1_000_000_000 / 15);
        // 2 s of 1024 samples a frame and one of priming.
        var sounds = Recordings.frames(outputs, 1);
        assertThat(sounds).hasSize(95);
        assertThat(sounds.getFirst().ptsNanos()).isEqualTo(1_400_000_000);
        steps(sounds, 1_024_000_000_000L / 48_000);
    }

    @Test
    void reorderedPicturesAndLatm() {
        var outputs = Recordings.H264B_LATM.outputs();
        assertThat(Recordings.tracks(outputs))
                .containsExactly(List.of(
                        new Track(0, Codec.H264),
                        new Track(
                                1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write())));
        assertThat(Recordings.discarded(outputs)).isEmpty();
        var pictures = Recordings.frames(outputs, 0);
        assertThat(pictures).hasSize(30);
        everyPictureIsWhatItSays(Codec.H264, pictures);
        assertThat(pictures).allSatisfy(frame -> assertThat(frame.dtsNanos()).isLessThanOrEqualTo(frame.ptsNanos()));
        assertThat(pictures)
                .extracting(frame ->
                        Math.round((frame.ptsNanos() - pictures.getFirst().dtsNanos()) * 15 / 1e9))
                .startsWith(2L, 6L, 4L, 3L, 5L, 10L)
                .doesNotHaveDuplicates();
        for (int i = 1; i < pictures.size(); i++)
            assertThat(pictures.get(i).dtsNanos())
                    .isGreaterThan(pictures.get(i - 1).dtsNanos());
        var sounds = Recordings.frames(outputs, 1);
        assertThat(sounds).hasSize(95);
        steps(sounds, 1_024_000_000_000L / 48_000);
    }

    @Test
    void h265AndOpus() {
        var outputs = Recordings.H265_OPUS.outputs();
        assertThat(Recordings.tracks(outputs))
                .containsExactly(List.of(new Track(0, Codec.H265), new Track(1, Codec.OPUS)));
        assertThat(Recordings.discarded(outputs)).isEmpty();
        var pictures = Recordings.frames(outputs, 0);
        assertThat(pictures).hasSize(30);
        everyPictureIsWhatItSays(Codec.H265, pictures);
        var sounds = Recordings.frames(outputs, 1);
        assertThat(sounds).hasSize(101);
        // The last one is cut short by trimming, not in time.
        steps(sounds, 20_000_000);
    }

    @Test
    void soundThatCannotBeTakenIsRefusedByName() {
        var outputs = Recordings.H264_MP2.outputs();
        assertThat(outputs)
                .filteredOn(Output.Refused.class::isInstance)
                .containsExactly(new Output.Refused(
                        0x101,
                        "MP2",
                        "MP2 in the transport stream cannot be taken: send H.264 or H.265 and AAC or Opus."));
        assertThat(Recordings.tracks(outputs)).containsExactly(List.of(new Track(0, Codec.H264)));
        assertThat(Recordings.frames(outputs, 0)).hasSize(15);
    }

    @Test
    void aProgramOfNothingKnownSaysSo() {
        assertThat(Recordings.MPEG2_AC3.outputs())
                .extracting(output -> ((Output.Refused) output).codecName())
                .containsExactly("MPEG-2 video", "AC-3");
        assertThat(Recordings.EAC3.outputs())
                .extracting(output -> ((Output.Refused) output).codecName())
                .containsExactly("E-AC-3");
    }

    @ParameterizedTest
    @EnumSource
    void howTheBytesAreCutChangesNothing(Recordings recording) {
        var bytes = recording.bytes();
        var outputs = Recordings.outputs(bytes, 1316);
        for (int size : new int[] {1, 7, 187, 188, 189, 5000, bytes.length()})
            assertThat(Recordings.outputs(bytes, size)).as("%d bytes", size).isEqualTo(outputs);
    }

    /// FFmpeg does not say how long pictures are: after a few, the stuffing at their end tells.
    @Test
    void aPictureComesOutWithItsLastPacket() {
        var bytes = Recordings.H264_AAC.bytes();
        var demuxer = new TsDemuxer();
        int waiting = 0;
        var pictures = new java.util.concurrent.atomic.AtomicInteger();
        int begun = 0;
        for (int at = 0; at < bytes.length(); at += TsPacket.LENGTH) {
            var packet = TsPacket.parse(bytes.slice(at, TsPacket.LENGTH)).orThrow();
            if (packet.pid() == 0x100 && packet.unitStart()) {
                if (begun > 12 && pictures.get() < begun) waiting++;
                begun++;
            }
            demuxer.feed(bytes.slice(at, TsPacket.LENGTH), output -> {
                if (output instanceof Output.Whole(var frame) && frame.track() == 0) pictures.incrementAndGet();
            });
        }
        assertThat(begun).isEqualTo(30);
        assertThat(waiting).isZero();
    }

    @Test
    void theClockIsOnTheTimelineOfTheFrames() {
        var clocks = new java.util.ArrayList<Long>();
        var frames = new java.util.ArrayList<Long>();
        new TsDemuxer().feed(Recordings.H264_AAC.bytes(), output -> {
            if (output instanceof Output.Clock(var nanos)) clocks.add(nanos);
            if (output instanceof Output.Whole(var frame)) frames.add(frame.dtsNanos());
        });
        assertThat(clocks).hasSizeGreaterThan(15).isSorted();
        assertThat(clocks.getLast()).isBetween(frames.getLast() - 2_000_000_000, frames.getLast());
    }

    private static void everyPictureIsWhatItSays(Codec codec, List<Frame> pictures) {
        assertThat(pictures.getFirst().keyframe()).isTrue();
        for (var picture : pictures) {
            assertThat(Keyframes.isKeyframe(codec, picture.payload())).isEqualTo(picture.keyframe());
            if (picture.keyframe())
                assertThat(PictureSize.of(codec, picture.payload()).orThrow()).isEqualTo(new PictureSize(160, 90));
            for (Bytes nal : NalUnits.split(picture.payload()).orThrow()) {
                int type = codec == Codec.H264 ? nal.u8(0) & 0x1F : nal.u8(0) >>> 1 & 0x3F;
                assertThat(type).isNotEqualTo(codec == Codec.H264 ? 9 : 35);
            }
        }
    }

    private static void steps(List<Frame> frames, long step) {
        for (int i = 1; i < frames.size(); i++)
            assertThat(frames.get(i).dtsNanos() - frames.get(i - 1).dtsNanos())
                    .as("step to frame %d", i)
                    .isBetween(step - TICK, step + TICK);
    }
}
