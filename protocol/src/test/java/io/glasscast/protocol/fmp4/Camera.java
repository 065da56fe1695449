package io.glasscast.protocol.fmp4;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/// A publisher of virtual time: a keyframe that can be read, other frames that cannot, and sound.
public final class Camera {
    public static final long MS = 1_000_000;
    public static final long SECOND = 1_000 * MS;
    public static final Bytes KEYFRAME = Samples.H264.frames().getFirst();
    public static final Bytes DELTA = Bytes.hex("00000006419a22334455");
    public static final Bytes SOUND = SilentAac.accessUnit(2);
    public static final Track PICTURES = new Track(0, Codec.H264);
    public static final Track HEARD =
            new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write());

    private Codec codec = Codec.H264;
    private Bytes keyframe = KEYFRAME;
    private IntFunction<Bytes> delta = _ -> DELTA;

    /// When the picture of a number is decoded, from the start.
    private IntToLongFunction pictureAt = n -> n * SECOND / 30;
    private int group = 60;
    private int reordered;
    private boolean seen = true;
    private boolean heard = true;
    private int samples = 1024;
    private int rate = 48_000;
    private long soundOffset;

    /// With pictures of another encoder.
    public Camera coded(Samples samples) {
        codec = samples.codec();
        keyframe = samples.frames().getFirst();
        var second = samples.frames().get(1);
        delta = _ -> second;
        return this;
    }

    /// In front of which there is now more to see, now less: H.264 whose pictures have so many bytes more.
    public Camera restless(IntUnaryOperator bytes) {
        delta = n -> {
            int more = bytes.applyAsInt(n);
            return new ByteWriter(DELTA.length() + more)
                    .u32(DELTA.length() - 4 + more)
                    .bytes(DELTA.from(4))
                    .bytes(Bytes.of(new byte[more]))
                    .toBytes();
        };
        return this;
    }

    public Camera pictures(IntToLongFunction at) {
        pictureAt = at;
        return this;
    }

    /// A keyframe every so many pictures.
    public Camera group(int pictures) {
        group = pictures;
        return this;
    }

    /// With two B-frames between the others.
    public Camera reordered() {
        reordered = 2;
        return this;
    }

    public Camera blind() {
        seen = false;
        return this;
    }

    public Camera deaf() {
        heard = false;
        return this;
    }

    /// Sound that is heard this much later than the pictures begin.
    public Camera soundFrom(long nanos) {
        soundOffset = nanos;
        return this;
    }

    public Camera sound(int frameSamples, int sampleRate) {
        samples = frameSamples;
        rate = sampleRate;
        return this;
    }

    /// The frames of `lengthNanos`, as they arrive, from `startNanos` on.
    public List<Frame> film(long startNanos, long lengthNanos) {
        var frames = new ArrayList<Frame>();
        long heardAt = soundOffset;
        int sounds = 0;
        for (int n = 0; ; n++) {
            long at = seen ? pictureAt.applyAsLong(n) : (n + 1L) * SECOND;
            for (;
                    heard && heardAt < Math.min(at, lengthNanos);
                    heardAt = soundOffset + ++sounds * SECOND * samples / rate)
                frames.add(new Frame(1, startNanos + heardAt, true, SOUND));
            if (at >= lengthNanos) return frames;
            if (seen) frames.add(picture(n, startNanos));
        }
    }

    private Frame picture(int n, long startNanos) {
        boolean key = n % group == 0;
        long dts = pictureAt.applyAsLong(n);
        // Decoded 0 3 1 2 6 4 5: what is decoded third is shown second.
        int place = n % group;
        int shown = reordered == 0 || key ? n : place % 3 == 1 ? n + 2 : n - 1;
        long pts = pictureAt.applyAsLong(shown + (reordered == 0 ? 0 : 1));
        return new Frame(0, startNanos + pts, startNanos + dts, key, key ? keyframe : delta.apply(n));
    }

    /// What comes through: as far as switched on.
    public List<Track> tracks() {
        var tracks = new ArrayList<Track>();
        if (seen) tracks.add(new Track(0, codec));
        if (heard)
            tracks.add(new Track(1, Codec.AAC, AudioSpecificConfig.lc(rate, 2).write()));
        return tracks;
    }

    /// A packager whose wall clock stood at 2026-01-01T00:00:00Z at 0.
    public static Packager packager() {
        return new Packager(PackagingTerms.DEFAULT, UNIX, at -> UNIX + at, 1_000);
    }

    public static final long UNIX = 1_767_225_600L * SECOND;
}
