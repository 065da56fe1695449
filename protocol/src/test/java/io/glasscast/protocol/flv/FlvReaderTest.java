package io.glasscast.protocol.flv;

import static io.glasscast.protocol.flv.Tape.audio;
import static io.glasscast.protocol.flv.Tape.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.AvcConfiguration;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvReaderTest {
    private static final long MS = 1_000_000;
    private static final Bytes SPS = Bytes.hex("6742c01eda0280bfe5c04401000003000100000300308f162e48");
    private static final Bytes PPS = Bytes.hex("68ce3c80");
    private static final Bytes AVCC = new AvcConfiguration(4, List.of(SPS), List.of(PPS)).write();
    private static final Bytes ASC = AudioSpecificConfig.lc(48_000, 2).write();
    private static final FlvTag AVC_HEADER = video(0, VideoTag.configuration(Codec.H264, AVCC));
    private static final FlvTag AAC_HEADER = audio(0, AudioTag.configuration(Codec.AAC, ASC));
    private static final Bytes IDR = Bytes.hex("6588843a");
    private static final Bytes SLICE = Bytes.hex("419a3b01");

    private static FlvTag picture(long timestamp, boolean keyframe, int composition) {
        var data = NalUnits.join(List.of(keyframe ? IDR : SLICE));
        return video(timestamp, VideoTag.picture(Codec.H264, keyframe, composition, data));
    }

    private static FlvTag sound(long timestamp) {
        return audio(timestamp, AudioTag.sound(Codec.AAC, Bytes.hex("211004608c1c")));
    }

    @Test
    void keyframesCarryTheParameterSetsOfTheSequenceHeader() {
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, picture(0, true, 0), picture(33, false, 0));

        assertThat(tape.tracks()).containsExactly(new Track(0, Codec.H264), new Track(1, Codec.AAC, ASC));
        assertThat(tape.frames())
                .containsExactly(
                        new Frame(0, 0, true, NalUnits.join(List.of(SPS, PPS, IDR))),
                        new Frame(0, 33 * MS, false, NalUnits.join(List.of(SLICE))));
    }

    @Test
    void parameterSetsThatAKeyframeHasAreLeftAlone() {
        var data = NalUnits.join(List.of(Bytes.hex("0910"), SPS, PPS, IDR, Bytes.hex("0cffff80")));
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, video(0, VideoTag.picture(Codec.H264, true, 0, data)));

        assertThat(tape.frames().getFirst().payload()).isEqualTo(NalUnits.join(List.of(SPS, PPS, IDR)));
    }

    @ParameterizedTest
    @CsvSource({"1, 04", "2, 0004", "3, 000004"})
    void lengthsOfOtherSizesAreWrittenAnew(int size, String length) {
        var avcC = new ByteWriter().bytes(AVCC).setU8(4, 0xFC | size - 1).toBytes();
        var header = video(0, VideoTag.configuration(Codec.H264, avcC));
        var data = Bytes.hex(length + "419a3b01" + length + "419a3b01");
        var tape = new Tape().read(header, AAC_HEADER, video(0, VideoTag.picture(Codec.H264, false, 0, data)));

        assertThat(tape.frames().getFirst().payload()).isEqualTo(NalUnits.join(List.of(SLICE, SLICE)));
    }

    @Test
    void picturesAreShownLaterThanDecoded() {
        var tape = new Tape()
                .read(AVC_HEADER, AAC_HEADER, picture(0, true, 66), picture(33, false, 133), picture(66, false, 0));

        assertThat(tape.frames()).extracting(frame -> frame.ptsNanos() / MS).containsExactly(66L, 166L, 66L);
        assertThat(tape.frames()).extracting(frame -> frame.dtsNanos() / MS).containsExactly(0L, 33L, 66L);
    }

    @Test
    void negativeCompositionTimesMoveDecodingForward() {
        var tape = new Tape()
                .read(AVC_HEADER, AAC_HEADER, picture(100, true, 0), picture(133, false, 67))
                .read(picture(166, false, -33), picture(200, false, -33), picture(233, false, 0));

        assertThat(tape.frames()).allMatch(frame -> frame.ptsNanos() >= frame.dtsNanos());
        assertThat(tape.frames()).extracting(frame -> frame.ptsNanos() / MS).containsExactly(0L, 100L, 33L, 67L, 133L);
        assertRising(tape.frames());
    }

    @Test
    void nanosecondsOfAModifierCount() {
        var data = NalUnits.join(List.of(SLICE)).hex();
        // A modifier of 3 bytes: 500000 ns; then coded frames without composition time.
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, video(10, "a7 02 07a120 03 61766331" + data));

        assertThat(tape.frames().getFirst().ptsNanos()).isEqualTo(500_000);
    }

    @Test
    void timeGoesOnWhereTimestampsWrap() {
        long top = 0xFFFF_FFFFL;
        var tape = new Tape()
                .read(AVC_HEADER, AAC_HEADER, picture(top - 32, true, 0), sound(top - 20), picture(0, false, 0))
                .read(sound(1), picture(33, false, 0));

        assertThat(tape.frames(0)).extracting(frame -> frame.dtsNanos() / MS).containsExactly(0L, 33L, 66L);
        assertThat(tape.frames(1)).extracting(frame -> frame.dtsNanos() / MS).containsExactly(12L, 33L);
    }

    @ParameterizedTest
    @CsvSource({"3600000", "0", "4294960000", "16777216"})
    void timeGoesOnThroughAJump(long to) {
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, picture(100_000, true, 0));
        tape.nowNanos = 33 * MS;
        tape.read(picture(100_033, false, 0));
        tape.nowNanos = 66 * MS;
        tape.read(picture(to, false, 0), sound(to + 5));
        tape.nowNanos = 99 * MS;
        tape.read(picture(to + 33, false, 0));

        assertThat(tape.frames(0)).extracting(frame -> frame.dtsNanos() / MS).containsExactly(0L, 33L, 66L, 99L);
        assertThat(tape.frames(1)).extracting(frame -> frame.dtsNanos() / MS).containsExactly(71L);
    }

    @Test
    void aPublisherThatPausedDidNotJump() {
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, picture(0, true, 0));
        tape.nowNanos = 20_000 * MS;
        tape.read(picture(20_000, true, 0));

        assertThat(tape.frames(0)).extracting(frame -> frame.dtsNanos() / MS).containsExactly(0L, 20_000L);
    }

    @Test
    void decodingTimesRiseWhateverComes() {
        var tape = new Tape()
                .read(AVC_HEADER, AAC_HEADER, picture(40, true, 0), picture(40, false, 0), picture(30, false, 40))
                .read(picture(41, false, 0));

        assertRising(tape.frames());
        assertThat(tape.frames()).allMatch(frame -> frame.ptsNanos() >= frame.dtsNanos());
    }

    /// 1024 samples of 48 kHz last 21.33 ms, which milliseconds cannot say.
    @Test
    void soundFollowsItsLength() {
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER);
        for (int i = 0; i < 1_000; i++) tape.read(sound((long) (i * 1_024 / 48.0)));
        tape.read(picture(0, true, 0));

        var frames = tape.frames(1);
        for (int i = 1; i < frames.size(); i++)
            assertThat(frames.get(i).ptsNanos() - frames.get(i - 1).ptsNanos()).isEqualTo(21_333_333);
    }

    @Test
    void publishesWithoutSoundAfterASecond() {
        var tape = new Tape().read(AVC_HEADER, picture(0, true, 0), picture(999, false, 0));
        assertThat(tape.events).isEmpty();

        tape.read(picture(1_000, false, 0));
        assertThat(tape.tracks()).containsExactly(new Track(0, Codec.H264));
        assertThat(tape.frames()).hasSize(3);

        tape.read(AAC_HEADER, sound(1_010));
        assertThat(tape.tracks()).containsExactly(new Track(0, Codec.H264), new Track(1, Codec.AAC, ASC));
        assertThat(tape.frames(1)).hasSize(1);
    }

    @Test
    void publishesWithoutSoundAtOnceWhenTheMetadataHasNone() {
        var metaData =
                MetaData.of(java.util.Optional.of(new Track(0, Codec.H264)), Bytes.EMPTY, java.util.Optional.empty());
        var tape = new Tape().read(new FlvTag(FlvTag.Kind.DATA, 0, metaData.write()), AVC_HEADER, picture(0, true, 0));

        assertThat(tape.tracks()).containsExactly(new Track(0, Codec.H264));
    }

    @Test
    void soundAloneIsTheFirstTrack() {
        var tape = new Tape().read(AAC_HEADER, sound(0), sound(1_001), AVC_HEADER, picture(1_010, true, 0));

        assertThat(tape.of(FlvReader.Event.Tracks.class).getFirst().tracks())
                .containsExactly(new Track(0, Codec.AAC, ASC));
        assertThat(tape.tracks()).containsExactly(new Track(0, Codec.H264), new Track(1, Codec.AAC, ASC));
        assertThat(tape.frames()).extracting(Frame::track).containsExactly(0, 0, 0);
        assertThat(tape.frames().getLast().keyframe()).isTrue();
    }

    @Test
    void anotherConfigurationOfSoundIsAnotherTrack() {
        var mono = AudioSpecificConfig.lc(44_100, 1).write();
        var tape = new Tape().read(AVC_HEADER, AAC_HEADER, sound(0), picture(0, true, 0));
        tape.read(AAC_HEADER, audio(30, AudioTag.configuration(Codec.AAC, mono)), sound(40));

        assertThat(tape.of(FlvReader.Event.Tracks.class)).hasSize(2);
        assertThat(tape.tracks().getLast().configuration()).isEqualTo(mono);
    }

    @ParameterizedTest
    @CsvSource({
        "2f01, MP3 sound",
        "07ff, uncompressed sound",
        "bf00, Speex sound",
        "7f00, G.711 sound",
        "5f00, Nellymoser sound",
        "90 61632d33, AC-3 sound",
        "91 65632d33, E-AC-3 sound",
        "91 664c6143, FLAC sound",
        "91 2e6d7033, MP3 sound",
        "95 11 4f707573, multitrack sound",
        "94 4f707573 01 06 0000003f, multichannel sound",
        "af 00 16, AAC sound that is not AAC-LC"
    })
    void refusesSoundByName(String hex, String what) {
        var tape = new Tape().read(audio(0, hex));
        assertThat(tape.refused()).containsExactly(what);
    }

    @ParameterizedTest
    @CsvSource({
        "1200, Sorenson H.263 video",
        "14, VP6 video",
        "13, Screen video",
        "96 10 68766331, multitrack video",
        "95 6d703276, mp2v video",
        "90 76766331, vvc1 video"
    })
    void refusesPicturesByName(String hex, String what) {
        var tape = new Tape().read(video(0, hex));
        assertThat(tape.refused()).containsExactly(what);
    }

    @ParameterizedTest
    @CsvSource({"57 00, 1", "92 68766331, 1", "94 68766331 00, 1", "17 02 000000, 1", "d0 00, 1"})
    void passesOverWhatIsNoPicture(String hex, int tags) {
        var tape = new Tape().read(video(0, hex));
        assertThat(tape.events).isEmpty();
        assertThat(tags).isOne();
    }

    @Test
    void stereoSaidTwiceIsStereo() {
        var tape = new Tape().read(audio(0, "94 4f707573 00 02"));
        assertThat(tape.events).isEmpty();
    }

    @Test
    void mediaWithoutConfigurationIsPassedOver() {
        var tape = new Tape().read(picture(0, true, 0), sound(0), video(0, "17 01 000000 ffffffff"));
        assertThat(tape.discarded()).containsOnly("flv-no-configuration");

        tape.read(AVC_HEADER, video(0, "17 01 000000 ffffffff"), video(0, "17 01 000000 00000002 0910"));
        assertThat(tape.discarded()).endsWith("nal-truncated", "flv-no-slice");
    }

    /// What cameras from before Enhanced RTMP send.
    @Test
    void takesH265UnderTheNumberThatNobodyAssigned() {
        var keyframe = Samples.H265.frames().getFirst();
        var header = SequenceHeader.ofPictures(Codec.H265, keyframe).orThrow();
        var tape = new Tape()
                .read(
                        video(
                                0,
                                new ByteWriter()
                                        .u8(0x1C)
                                        .u8(0)
                                        .u24(0)
                                        .bytes(header)
                                        .toBytes()),
                        AAC_HEADER)
                .read(video(
                        0,
                        new ByteWriter().u8(0x1C).u8(1).u24(0).bytes(keyframe).toBytes()));

        assertThat(tape.tracks().getFirst().codec()).isEqualTo(Codec.H265);
        assertThat(tape.frames().getFirst().payload()).isEqualTo(keyframe);
    }

    /// The last unit of a temporal unit in a file may do without a size.
    @Test
    void putsTheSizesOfAv1Back() {
        var keyframe = Samples.AV1.frames().getFirst();
        var header = SequenceHeader.ofPictures(Codec.AV1, keyframe).orThrow();
        // 0x30: a frame OBU without a size field.
        var data = Bytes.hex("30 10 20 30");
        var tape = new Tape()
                .read(video(0, VideoTag.configuration(Codec.AV1, header)), AAC_HEADER)
                .read(video(0, VideoTag.picture(Codec.AV1, false, 0, data)));

        assertThat(tape.frames().getFirst().payload()).isEqualTo(Bytes.hex("32 03 10 20 30"));
    }

    private static void assertRising(List<Frame> frames) {
        for (int i = 1; i < frames.size(); i++)
            assertThat(frames.get(i).dtsNanos()).isGreaterThan(frames.get(i - 1).dtsNanos());
    }
}
