package io.glasscast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AdtsHeader;
import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What programs and their maps do: appear late, change, are damaged, are not what they say.
class ProgramTablesTest {
    private static final AudioSpecificConfig STEREO = AudioSpecificConfig.lc(48_000, 2);
    private static final AudioSpecificConfig MONO = AudioSpecificConfig.lc(44_100, 1);
    private static final Track VIDEO = new Track(0, Codec.H264);
    private static final Bytes KEYFRAME =
            NalUnits.toAnnexB(Samples.H264.frames().getFirst()).orThrow();

    private final Wire wire = new Wire();
    private final TsDemuxer demuxer = new TsDemuxer();

    private List<Output> feed() {
        var outputs = new ArrayList<Output>();
        demuxer.feed(wire.take(), outputs::add);
        return outputs;
    }

    private static Bytes sound(AudioSpecificConfig config, int number) {
        return AdtsHeader.wrap(config, Bytes.hex("0102030405").slice(0, 1 + number % 5));
    }

    private static Track aac(int number, AudioSpecificConfig config) {
        return new Track(number, Codec.AAC, config.write());
    }

    @Test
    void picturesWaitForTheSoundThatIsPromised() {
        wire.program(0, Wire.video(), Wire.adts()).pes(Wire.VIDEO_PID, 9_000, KEYFRAME);
        assertThat(feed()).isEmpty();
        wire.pes(Wire.AUDIO_PID, 9_000, sound(STEREO, 0));
        var outputs = feed();
        assertThat(outputs.getFirst()).isEqualTo(new Output.Tracks(List.of(VIDEO, aac(1, STEREO))));
        assertThat(Recordings.frames(outputs, 0)).hasSize(1);
        assertThat(Recordings.frames(outputs, 1)).hasSize(1);
    }

    @Test
    void picturesWaitASecondAtMost() {
        wire.program(0, Wire.video(), Wire.adts());
        for (int i = 0; i <= 31; i++) wire.pes(Wire.VIDEO_PID, 3_000L * i, KEYFRAME);
        var outputs = feed();
        assertThat(Recordings.tracks(outputs)).containsExactly(List.of(VIDEO));
        assertThat(Recordings.frames(outputs, 0)).hasSize(32);
        // The sound comes after all.
        wire.pes(Wire.AUDIO_PID, 93_000, sound(STEREO, 0));
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(VIDEO, aac(1, STEREO)));
    }

    @Test
    void soundWaitsForTheFirstKeyframe() {
        wire.program(0, Wire.video(), Wire.adts());
        for (int i = 0; i < 470; i++) wire.pes(Wire.AUDIO_PID, 1_920L * i, sound(STEREO, i));
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(aac(0, STEREO)));
        wire.pes(Wire.VIDEO_PID, 1_920 * 470, KEYFRAME);
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(aac(0, STEREO), new Track(1, Codec.H264)));
    }

    @Test
    void soundThatIsOlderThanTheFirstPictureIsLetGo() {
        wire.program(0, Wire.video(), Wire.adts());
        for (int i = 0; i < 400; i++) wire.pes(Wire.AUDIO_PID, 1_920L * i, sound(STEREO, i));
        wire.pes(Wire.VIDEO_PID, 1_920 * 400, KEYFRAME);
        var outputs = feed();
        assertThat(Recordings.tracks(outputs)).hasSize(1);
        assertThat(Recordings.frames(outputs, 1)).hasSizeBetween(2, 3);
    }

    @Test
    void aSoundThatChangesIsSaidAgainOnceItIsSure() {
        wire.program(0, Wire.adts());
        wire.pes(Wire.AUDIO_PID, 0, sound(STEREO, 0)).pes(Wire.AUDIO_PID, 1_920, sound(STEREO, 1));
        // Damaged bits say something else for once.
        wire.pes(Wire.AUDIO_PID, 3_840, sound(MONO, 2)).pes(Wire.AUDIO_PID, 5_760, sound(STEREO, 3));
        var outputs = feed();
        assertThat(Recordings.tracks(outputs)).containsExactly(List.of(aac(0, STEREO)));
        assertThat(Recordings.frames(outputs, 0)).hasSize(3);
        assertThat(Recordings.discarded(outputs)).containsExactly("adts-config");
        for (int i = 0; i < 4; i++) wire.pes(Wire.AUDIO_PID, 9_000 + 2_090L * i, sound(MONO, i));
        outputs = feed();
        assertThat(Recordings.tracks(outputs)).containsExactly(List.of(aac(0, MONO)));
        assertThat(Recordings.frames(outputs, 0)).hasSize(2);
    }

    @Test
    void soundThatIsAddedLater() {
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(VIDEO));
        wire.program(1, Wire.video(), Wire.adts()).pes(Wire.VIDEO_PID, 3_000, KEYFRAME);
        var outputs = feed();
        assertThat(outputs).singleElement().isInstanceOf(Output.Whole.class);
        wire.pes(Wire.AUDIO_PID, 3_000, sound(STEREO, 0));
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(VIDEO, aac(1, STEREO)));
    }

    @Test
    void soundThatIsTakenAway() {
        wire.program(0, Wire.video(), Wire.adts()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        wire.pes(Wire.AUDIO_PID, 0, sound(STEREO, 0));
        assertThat(Recordings.tracks(feed())).hasSize(1);
        wire.program(1, Wire.video()).pes(Wire.AUDIO_PID, 1_920, sound(STEREO, 1));
        assertThat(feed()).containsExactly(new Output.Tracks(List.of(VIDEO)));
    }

    /// What comes in the place of a picture is waited for: the tracks are said once.
    @Test
    void aPictureOnAnotherPid() {
        wire.program(0, Wire.video(), Wire.adts()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        wire.pes(Wire.AUDIO_PID, 0, sound(STEREO, 0));
        feed();
        int other = 0x123;
        wire.program(1, new ProgramMap.Stream(StreamFormat.H264_TYPE, other, Bytes.EMPTY), Wire.adts());
        wire.pes(Wire.AUDIO_PID, 1_920, sound(STEREO, 1));
        assertThat(feed()).isEmpty();
        wire.pes(other, 3_000, KEYFRAME);
        var outputs = feed();
        // The same tracks as before, so there is nothing to say.
        assertThat(Recordings.tracks(outputs)).isEmpty();
        assertThat(Recordings.frames(outputs, 0)).hasSize(1);
        assertThat(Recordings.frames(outputs, 1)).hasSize(1);
    }

    @Test
    void theFirstProgramWithSomethingKnownIsTaken() {
        var programs = new LinkedHashMap<Integer, Integer>();
        programs.put(0, 0x10); // network information
        programs.put(7, 0x1007);
        programs.put(8, 0x1008);
        programs.put(9, 0x1009);
        wire.association(programs);
        wire.map(0x1007, 7, 0, new ProgramMap.Stream(0x02, 0x200, Bytes.EMPTY));
        wire.map(0x1008, 8, 0, Wire.video());
        wire.map(0x1009, 9, 0, new ProgramMap.Stream(StreamFormat.H264_TYPE, 0x300, Bytes.EMPTY));
        wire.pes(0x300, 0, KEYFRAME).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        var outputs = feed();
        assertThat(outputs).filteredOn(Output.Refused.class::isInstance).hasSize(1);
        assertThat(Recordings.frames(outputs, 0)).hasSize(1);
    }

    @Test
    void aProgramThatVanishesMakesRoomForAnother() {
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).hasSize(1);
        wire.association(1, Map.of(2, 0x1100));
        wire.map(0x1100, 2, 0, new ProgramMap.Stream(StreamFormat.ADTS_TYPE, 0x222, Bytes.EMPTY));
        wire.pes(0x222, 3_000, sound(STEREO, 0));
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(aac(0, STEREO)));
    }

    @Test
    void aMapOverSeveralPackets() {
        var metadata = Bytes.of(new byte[200]);
        wire.program(
                0,
                new ProgramMap.Stream(0x15, 0x150, metadata),
                new ProgramMap.Stream(0x15, 0x151, metadata),
                Wire.video());
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(VIDEO));
    }

    @Test
    void aSectionThatStartsBehindTheEndOfAnother() {
        var body = new ProgramMap(Wire.VIDEO_PID, List.of(Wire.video())).write();
        var other = new PsiSection(0x42, 5, 0, true, 0, 0, Bytes.of(new byte[200])).write();
        var map = new PsiSection(PsiSection.PMT, 1, 0, true, 0, 0, body).write();
        wire.association(Map.of(1, Wire.MAP_PID));
        var first = new ByteWriter().u8(0).bytes(other.slice(0, 183)).toBytes();
        var second =
                new ByteWriter().u8(other.length() - 183).bytes(other.from(183)).bytes(map);
        while (second.length() < 184) second.u8(0xFF);
        wire.packet(Wire.MAP_PID, true, 0, Bytes.EMPTY, first);
        wire.packet(Wire.MAP_PID, true, 0, Bytes.EMPTY, second.toBytes());
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).containsExactly(List.of(VIDEO));
    }

    @Test
    void damagedTablesAreNotBelieved() {
        var section = SectionReader.packetPayload(new PsiSection(
                        PsiSection.PMT, 1, 0, true, 0, 0, new ProgramMap(0x100, List.of(Wire.video())).write()))
                .toArray();
        section[15] ^= 4;
        wire.association(Map.of(1, Wire.MAP_PID)).unit(Wire.MAP_PID, Bytes.of(section), 0xFF);
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(feed()).containsExactly(new Output.Discarded("psi-crc"));
        wire.program(0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).hasSize(1);
    }

    @Test
    void tablesThatApplyLaterDoNotApplyYet() {
        wire.association(Map.of(1, Wire.MAP_PID));
        var body = new ProgramMap(Wire.VIDEO_PID, List.of(Wire.video())).write();
        wire.section(Wire.MAP_PID, new PsiSection(PsiSection.PMT, 1, 1, false, 0, 0, body));
        wire.pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(feed()).isEmpty();
    }

    @Test
    void anAssociationInTwoSections() {
        var first = new ProgramAssociation(Map.of(1, 0x1001)).write();
        var second = new ProgramAssociation(Map.of(2, Wire.MAP_PID)).write();
        wire.section(0, new PsiSection(PsiSection.PAT, 1, 0, true, 0, 1, first));
        wire.section(0, new PsiSection(PsiSection.PAT, 1, 0, true, 1, 1, second));
        wire.map(Wire.MAP_PID, 2, 0, Wire.video()).pes(Wire.VIDEO_PID, 0, KEYFRAME);
        assertThat(Recordings.tracks(feed())).hasSize(1);
    }

    @Test
    void scrambledStreamsAreRefused() {
        wire.program(0, Wire.video());
        var payload = Bytes.of(new byte[184]);
        wire.packet(Wire.VIDEO_PID, true, 0x80, Bytes.EMPTY, payload);
        wire.packet(Wire.VIDEO_PID, false, 0x80, Bytes.EMPTY, payload);
        assertThat(feed())
                .singleElement()
                .extracting(output -> ((Output.Refused) output).codecName())
                .isEqualTo("Scrambled H264");
    }

    @Test
    void opusWithManyChannelsIsRefused() {
        var descriptors = Bytes.hex("05044f707573 7f028006");
        wire.program(0, new ProgramMap.Stream(StreamFormat.PRIVATE_TYPE, 0x101, descriptors));
        assertThat(feed())
                .singleElement()
                .extracting(output -> ((Output.Refused) output).codecName())
                .isEqualTo("Opus with more than two channels");
    }

    @Test
    void monoOpusSaysSo() {
        var descriptors = Bytes.hex("05044f707573 7f028001");
        wire.program(0, new ProgramMap.Stream(StreamFormat.PRIVATE_TYPE, 0x101, descriptors));
        wire.pes(0x101, 0, OpusUnits.wrap(Bytes.hex("78 01020304")));
        assertThat(Recordings.tracks(feed()))
                .containsExactly(
                        List.of(new Track(0, Codec.OPUS, Bytes.hex("4f70757348656164 01 01 0000 80bb0000 0000 00"))));
    }
}
