package io.glasscast.gates;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Lets a stream have AAC sound always, for platforms that show none without: silence where there is no sound, where
/// it is late, and where it stops.
final class SilentSound {
    /// One access unit of nothing, AAC-LC, at any sampling rate: a channel element with no spectrum, and the end.
    private static final Bytes MONO = Bytes.hex("01182007");

    private static final Bytes STEREO = Bytes.hex("211004608c1c");

    private static final AudioSpecificConfig DEFAULT = AudioSpecificConfig.lc(48_000, 2);
    /// Sound may be this much behind the pictures before it counts as missing.
    private static final long LATE_NANOS = 500_000_000;
    /// A gap this long is another beginning, not a gap.
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final Consumer<Frame> out;
    private int video = -1;
    private int audio = -1;
    private Bytes silence = STEREO;
    private long frameNanos;
    private boolean real;
    private boolean started;
    /// When the next access unit has to be heard.
    private long nextNanos;

    SilentSound(Consumer<Frame> out) {
        this.out = out;
    }

    /// Frames of these tracks follow.
    ///
    /// @return the same tracks, with sound
    List<Track> begin(List<Track> tracks) {
        var with = new ArrayList<>(tracks);
        video = number(tracks, Codec.Kind.VIDEO).map(Track::number).orElse(-1);
        var sound = number(tracks, Codec.Kind.AUDIO);
        real = sound.isPresent();
        int free = tracks.stream().mapToInt(Track::number).max().orElse(-1) + 1;
        var track = sound.orElseGet(() -> new Track(free, Codec.AAC, DEFAULT.write()));
        if (!real) with.add(track);
        audio = track.number();
        var config = AudioSpecificConfig.parse(track.configuration()) instanceof Parsed.Ok<AudioSpecificConfig>(var ok)
                ? ok
                : DEFAULT;
        silence = config.channels() == 1 ? MONO : STEREO;
        // Nobody has silence of six channels: then what is missing stays missing.
        frameNanos = track.codec() == Codec.AAC && config.channels() <= 2 ? config.frameNanos() : 0;
        started = false;
        return with;
    }

    private static Optional<Track> number(List<Track> tracks, Codec.Kind kind) {
        return tracks.stream().filter(track -> track.kind() == kind).findFirst();
    }

    void frame(Frame frame) {
        if (frame.track() == audio) {
            sound(frame);
        } else {
            if (frame.track() == video) picture(frame);
            out.accept(frame);
        }
    }

    private void sound(Frame frame) {
        // What comes after its time was filled with silence is too late.
        if (started && frame.ptsNanos() < nextNanos - frameNanos) return;
        // Sound that comes back leaves no gap behind it.
        if (started && frame.ptsNanos() - nextNanos <= LONGEST_NANOS) fill(frame.ptsNanos() - frameNanos);
        started = true;
        nextNanos = frame.ptsNanos() + frameNanos;
        out.accept(frame);
    }

    private void picture(Frame frame) {
        long now = frame.dtsNanos();
        if (!started) {
            if (!frame.keyframe()) return;
            started = true;
            nextNanos = now;
        }
        if (frameNanos == 0 || now - nextNanos < (real ? LATE_NANOS : 0)) return;
        if (now - nextNanos > LONGEST_NANOS) nextNanos = now;
        fill(now);
    }

    /// Silence from where sound is missing up to `untilNanos`.
    private void fill(long untilNanos) {
        while (frameNanos > 0 && nextNanos <= untilNanos) {
            out.accept(new Frame(audio, nextNanos, true, silence));
            nextNanos += frameNanos;
        }
    }
}
