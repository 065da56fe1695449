package io.glasscast.protocol.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlvWriterTest {
    private static final long MS = 1_000_000;
    private static final Bytes ASC = AudioSpecificConfig.lc(48_000, 2).write();
    private static final Track SOUND = new Track(1, Codec.AAC, ASC);
    private static final Bytes SILENCE = Bytes.hex("211004608c1c");
    private static final List<Bytes> H264 = Samples.H264.frames();

    private final List<FlvTag> tags = new ArrayList<>();
    private final FlvWriter writer = new FlvWriter(tags::add);

    private static Frame sound(long millis) {
        return new Frame(1, millis * MS, true, SILENCE);
    }

    private static Frame picture(int index, long millis) {
        return new Frame(0, millis * MS, index == 0, H264.get(index));
    }

    @Test
    void beginsWithMetadataAndSequenceHeadersAndAKeyframe() {
        writer.begin(List.of(new Track(0, Codec.H264), SOUND));
        writer.frame(sound(4_990));
        writer.frame(picture(1, 4_995));
        writer.frame(picture(0, 5_000));
        writer.frame(sound(5_011));
        writer.frame(picture(1, 5_033));
        writer.flush();

        assertThat(tags)
                .extracting(tag -> tag.kind() + " " + tag.timestampMillis())
                .containsExactly("DATA 0", "VIDEO 0", "AUDIO 0", "VIDEO 0", "AUDIO 11", "VIDEO 33");
        var metaData =
                MetaData.parse(tags.getFirst().body()).orThrow().orElseThrow().properties();
        assertThat(metaData)
                .containsEntry("width", Amf0.of(Samples.WIDTH))
                .containsEntry("height", Amf0.of(Samples.HEIGHT))
                .containsEntry("videocodecid", Amf0.of(7))
                .containsEntry("audiocodecid", Amf0.of(10))
                .containsEntry("audiosamplerate", Amf0.of(48_000))
                .containsEntry("stereo", Amf0.of(true));
        // 0x17 00: a keyframe of AVC that is a sequence header; 0xAF 00: AAC's.
        assertThat(tags.get(1).body().u24(0)).isEqualTo(0x170000);
        assertThat(tags.get(2).body()).isEqualTo(Bytes.hex("af00" + ASC.hex()));
        assertThat(tags.get(3).body().u24(0)).isEqualTo(0x170100);
        assertThat(tags.get(5).body().u24(0)).isEqualTo(0x270100);
    }

    @Test
    void picturesGivenAgainBecauseSoundCameAreWrittenOnce() {
        var pictures = new Track(0, Codec.H264);
        writer.begin(List.of(pictures));
        for (int i = 0; i < 3; i++) writer.frame(picture(i, i * 40));
        writer.begin(List.of(pictures, SOUND));
        for (int i = 0; i < 3; i++) {
            writer.frame(picture(i, i * 40));
            writer.frame(sound(i * 40 + 10));
        }
        writer.frame(picture(3, 120));
        writer.flush();

        assertThat(tags)
                .extracting(tag -> tag.kind() + " " + tag.timestampMillis())
                .containsExactly(
                        "DATA 0",
                        "VIDEO 0",
                        "VIDEO 0",
                        "VIDEO 40",
                        "VIDEO 80",
                        "DATA 80",
                        "VIDEO 80",
                        "AUDIO 80",
                        "AUDIO 90",
                        "VIDEO 120");
    }

    @Test
    void picturesThatWereLeftOutAreNotGoneOnAfter() {
        var pictures = new Track(0, Codec.H264);
        writer.begin(List.of(pictures));
        writer.frame(picture(0, 0));
        writer.awaitKeyframe();
        writer.frame(picture(1, 40));
        writer.begin(List.of(pictures, SOUND));
        for (int i = 0; i < 3; i++) writer.frame(picture(i, i * 40));
        writer.flush();

        assertThat(new Tape().read(tags).frames(0)).hasSize(4);
    }

    @Test
    void tagsAreInOneOrderAlthoughPicturesAreReordered() {
        writer.begin(List.of(new Track(0, Codec.H264), SOUND));
        var random = new SplittableRandom(1);
        var input = new ArrayList<Frame>();
        // Pictures of 25 a second that are decoded 80 ms before they are shown; sound that comes when it is heard.
        for (int i = 0; i < 100; i++)
            input.add(new Frame(0, i * 40 * MS, (i * 40 - 80) * MS, i % 25 == 0, H264.get(i % 25 == 0 ? 0 : 1)));
        for (int i = 0; i < 200; i++) input.add(sound(i * 20));
        input.sort(java.util.Comparator.comparingLong(frame -> frame.ptsNanos() + random.nextLong(20) * MS / 1_000));
        for (var frame : input) writer.frame(frame);
        writer.flush();

        for (int i = 1; i < tags.size(); i++)
            assertThat(tags.get(i).timestampMillis())
                    .isGreaterThanOrEqualTo(tags.get(i - 1).timestampMillis());
        // No time was changed on the way.
        var tape = new Tape().read(tags);
        assertThat(tape.frames(0)).allMatch(frame -> frame.ptsNanos() - frame.dtsNanos() == 80 * MS);
        assertThat(tape.frames(0).getLast().dtsNanos()).isEqualTo(99 * 40 * MS);
    }

    @Test
    void soundThatStopsHoldsNothingUpForLong() {
        writer.begin(List.of(new Track(0, Codec.H264), SOUND));
        writer.frame(picture(0, 0));
        writer.frame(sound(0));
        for (int i = 1; i <= 100; i++) writer.frame(picture(1, i * 40));

        assertThat(tags.getLast().timestampMillis()).isGreaterThanOrEqualTo(3_300);
    }

    @Test
    void timeRisesThroughAChangeOfPublisher() {
        writer.begin(List.of(new Track(0, Codec.H264), SOUND));
        writer.frame(picture(0, 1_000));
        writer.frame(sound(1_010));
        writer.begin(List.of(new Track(0, Codec.H265), SOUND));
        writer.frame(new Frame(0, 900 * MS, true, Samples.H265.frames().getFirst()));
        writer.frame(sound(900));
        writer.frame(sound(1_500));
        writer.flush();

        long last = 0;
        for (var tag : tags) {
            assertThat(tag.timestampMillis()).isGreaterThanOrEqualTo(last);
            last = tag.timestampMillis();
        }
        assertThat(tags).filteredOn(tag -> tag.kind() == FlvTag.Kind.DATA).hasSize(2);
        assertThat(last).isEqualTo(500);
    }

    @Test
    void headersComeAgainWhenTheyChange() {
        var other = Samples.H264_SLICES.frames().getFirst();
        writer.begin(List.of(new Track(0, Codec.H264)));
        writer.frame(picture(0, 0));
        writer.frame(picture(0, 40));
        writer.frame(new Frame(0, 80 * MS, true, other));

        assertThat(tags)
                .filteredOn(tag -> tag.kind() == FlvTag.Kind.VIDEO && tag.body().u8(1) == 0)
                .hasSize(2);
    }

    @Test
    void aReaderThatFellBehindGoesOnWithAKeyframe() {
        writer.begin(List.of(new Track(0, Codec.H264), SOUND));
        writer.frame(picture(0, 0));
        writer.frame(sound(0));
        writer.awaitKeyframe();
        writer.frame(picture(1, 40));
        writer.frame(sound(40));
        writer.frame(picture(0, 80));
        writer.frame(sound(81));
        writer.flush();

        var tape = new Tape().read(tags);
        assertThat(tape.frames(0)).extracting(Frame::keyframe).containsExactly(true, true);
        assertThat(tape.frames(1)).extracting(Frame::ptsNanos).containsExactly(81 * MS);
    }

    @Test
    void soundAloneNeedsNoKeyframe() {
        writer.begin(List.of(new Track(0, Codec.OPUS)));
        writer.frame(new Frame(0, 7 * MS, true, Samples.OPUS.frames().getFirst()));

        assertThat(tags).extracting(FlvTag::timestampMillis).containsExactly(0L, 0L, 0L);
        // 0x90, Opus, OpusHead: version 1, two channels, 48000 Hz in little endian.
        assertThat(tags.get(1).body()).isEqualTo(Bytes.hex("904f707573 4f70757348656164 01 02 0000 80bb0000 0000 00"));
    }

    /// Real bitstreams, written and read again.
    @ParameterizedTest
    @EnumSource(value = Samples.class)
    void whatIsWrittenReadsTheSame(Samples samples) {
        writer.begin(List.of(new Track(0, samples.codec())));
        var frames = new ArrayList<Frame>();
        for (var payload : samples.frames()) {
            boolean keyframe = io.glasscast.bitstream.Keyframes.isKeyframe(samples.codec(), payload);
            frames.add(new Frame(0, frames.size() * 20 * MS, keyframe, payload));
        }
        for (var frame : frames) writer.frame(frame);
        writer.flush();

        var tape = new Tape().read(tags);
        assertThat(tape.tracks()).extracting(Track::codec).containsExactly(samples.codec());
        assertThat(tape.frames()).isEqualTo(frames);
    }
}
