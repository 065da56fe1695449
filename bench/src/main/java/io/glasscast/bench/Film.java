package io.glasscast.bench;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.glasses.camera.Camera;
import io.glasscast.glasses.camera.Moment;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundEncoder;
import io.glasscast.glasses.codec.VideoEncoder;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/// Some seconds of pictures and sound, coded before anything is measured and then shown over and over. Pictures are
/// known again by their bytes, so that nothing has to be added to them that a real stream does not have.
final class Film {
    /// What servers are usually compared with: 720p30 at 2 Mbit/s, a keyframe every two seconds.
    static final VideoSettings VIDEO = new VideoSettings(1280, 720, 2_000_000, 30);

    /// Long enough that a picture is not taken for the one a round before.
    private static final int SECONDS = 10;

    private static final int VIDEO_TRACK = 0;
    private static final int AUDIO_TRACK = 1;

    private final VideoSettings settings;
    private final List<Frame> frames;
    private final List<Track> tracks;
    private final Map<Long, Integer> byContent = new HashMap<>();

    private Film(VideoSettings settings, List<Frame> frames, List<Track> tracks) {
        this.settings = settings;
        this.frames = List.copyOf(frames);
        this.tracks = tracks;
        for (int i = 0; i < frames.size(); i++)
            if (frames.get(i).track() == VIDEO_TRACK) byContent.put(content(units(frames.get(i))), i);
    }

    private record Cut(VideoSettings settings, Codec sound) {}

    private static final Map<Cut, Film> MADE = new HashMap<>();
    private static final Map<VideoSettings, List<Frame>> PICTURES = new HashMap<>();

    /// @param sound what the way to the server carries
    static Film of(Codec sound) {
        return of(VIDEO, sound);
    }

    static synchronized Film of(VideoSettings settings, Codec sound) {
        return MADE.computeIfAbsent(new Cut(settings, sound), Film::make);
    }

    private static Film make(Cut cut) {
        var audio = AudioSettings.standard(cut.sound());
        var frames = new ArrayList<>(PICTURES.computeIfAbsent(cut.settings(), Film::pictures));
        frames.addAll(packets(audio));
        frames.sort(Comparator.comparingLong(Frame::ptsNanos));
        return new Film(cut.settings(), frames, Camera.tracks(audio));
    }

    /// The same whatever the sound: to code them takes seconds.
    private static List<Frame> pictures(VideoSettings settings) {
        var frames = new ArrayList<Frame>();
        try (var source = new TestPattern(Chance.seeded(1));
                var encoder = new VideoEncoder(VIDEO_TRACK, settings)) {
            var canvas = I420.black(settings.width(), settings.height());
            for (int i = 0; i < SECONDS * settings.frameRate(); i++) {
                long pts = i * 1_000_000_000L / settings.frameRate();
                source.look(canvas, new Moment(pts, pts), i);
                frames.add(encoder.encode(canvas, pts, i == 0));
            }
        }
        return frames;
    }

    private static List<Frame> packets(AudioSettings audio) {
        var frames = new ArrayList<Frame>();
        try (var source = new TestPattern(Chance.seeded(1));
                var encoder = SoundEncoder.open(AUDIO_TRACK, audio)) {
            var format = encoder.format();
            var samples = new short[encoder.packetSamples() * format.channels()];
            for (long at = 0; format.nanos(at + encoder.packetSamples()) <= SECONDS * 1_000_000_000L; ) {
                long pts = format.nanos(at);
                source.listen(samples, format, new Moment(pts, pts));
                encoder.encode(samples, pts).ifPresent(frames::add);
                at += encoder.packetSamples();
            }
        }
        return frames;
    }

    VideoSettings settings() {
        return settings;
    }

    List<Frame> frames() {
        return frames;
    }

    List<Track> tracks() {
        return tracks;
    }

    long lengthNanos() {
        return SECONDS * 1_000_000_000L;
    }

    /// Of its frames, without what carries them.
    double bitsPerSecond() {
        return frames.stream().mapToLong(frame -> 8L * frame.payload().length()).sum() / (double) SECONDS;
    }

    static boolean isPicture(Frame frame) {
        return frame.track() == VIDEO_TRACK;
    }

    /// Which of [#frames] this picture is, whatever its track and time became on the way.
    OptionalInt find(Frame picture) {
        return find(units(picture));
    }

    /// Which of [#frames] the last of these pictures is.
    OptionalInt find(List<Bytes> units) {
        var index = byContent.get(content(units));
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private static List<Bytes> units(Frame picture) {
        return NalUnits.split(picture.payload()) instanceof Parsed.Ok<List<Bytes>>(var units) ? units : List.of();
    }

    /// Of the last slice: servers may put parameter sets in front.
    private static long content(List<Bytes> units) {
        var crc = new CRC32C();
        for (var unit : units.reversed()) {
            int type = H264NalUnit.type(unit);
            if (type != H264NalUnit.SLICE && type != H264NalUnit.IDR_SLICE) continue;
            crc.update(unit.array(), unit.arrayOffset(), unit.length());
            break;
        }
        return crc.getValue();
    }
}
