package io.glasscast.glasses.codec;

import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;

/// Pictures into H.264, constrained baseline, by OpenH264: no B-frames, so frames come out in the order and at the
/// moment they go in, and a keyframe every two seconds of picture time and whenever one is asked for.
///
/// A new bitrate is taken up with a keyframe, because FFmpeg's door to OpenH264 fixes the rate when it opens: a
/// deep cut brings a keyframe of its own at once, everything else waits for the next one that is due.
public final class VideoEncoder implements AutoCloseable {
    static final long KEYFRAME_NANOS = 2_000_000_000L;

    /// Below this share of the running rate the network is in trouble, and waiting for a keyframe would feed it.
    private static final double DEEP_CUT = 0.7;

    /// Keyframes are the dearest frames: cuts do not force them more often than this.
    private static final long CUT_NANOS = 1_000_000_000L;

    /// Values of nal_unit_type (ITU-T H.264 Table 7-1).
    private static final int IDR = 5, ACCESS_UNIT_DELIMITER = 9;

    private final int track;
    private VideoSettings running;
    private OpenH264 codec;
    private long wantedBitrate;
    private long keyframeNanos = Long.MIN_VALUE;

    public VideoEncoder(int track, VideoSettings settings) {
        this.track = track;
        this.running = settings;
        this.wantedBitrate = settings.bitrate();
        this.codec = new OpenH264(settings);
    }

    /// Sets the rate to aim at from the next keyframe on, or at once when it is much lower.
    public void bitrate(long bitsPerSecond) {
        wantedBitrate = VideoSettings.limitBitrate(bitsPerSecond);
    }

    /// Codes one picture, which stays the caller's.
    ///
    /// @param ptsNanos      later than the picture before
    /// @param forceKeyframe whether decoding must be able to start here
    public Frame encode(I420 picture, long ptsNanos, boolean forceKeyframe) {
        boolean first = keyframeNanos == Long.MIN_VALUE;
        // Half a frame early is nearer to two seconds than half a frame late.
        long sinceKeyframe = first ? KEYFRAME_NANOS : ptsNanos - keyframeNanos + running.frameNanos() / 2;
        boolean cut = wantedBitrate < running.bitrate() * DEEP_CUT && sinceKeyframe >= CUT_NANOS;
        boolean keyframe = forceKeyframe || cut || sinceKeyframe >= KEYFRAME_NANOS;
        if (keyframe && wantedBitrate != running.bitrate()) reopen();

        Bytes stream = codec.encode(picture, ptsNanos, keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        var units = NalUnits.splitAnnexB(stream).orThrow().stream()
                .filter(unit -> type(unit) != ACCESS_UNIT_DELIMITER)
                .toList();
        boolean idr = units.stream().anyMatch(unit -> type(unit) == IDR);
        if (idr) keyframeNanos = ptsNanos;
        return new Frame(track, ptsNanos, idr, NalUnits.join(units));
    }

    /// nal_unit_type (ITU-T H.264 §7.3.1).
    private static int type(Bytes unit) {
        return unit.u8(0) & 0x1F;
    }

    private void reopen() {
        codec.close();
        running = running.at(wantedBitrate);
        codec = new OpenH264(running);
    }

    @Override
    public void close() {
        codec.close();
    }
}
