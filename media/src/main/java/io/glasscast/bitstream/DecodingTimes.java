package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/// Gives pictures that come in decoding order, but only say when they are shown, a time to be decoded at: RTP has one
/// timestamp a picture, and most other wires want both.
///
/// Where at most `depth` pictures come before one that is shown earlier (C.4.5.3 of H.264), the picture that is decoded
/// as the n-th may be decoded when the (n - depth)-th of those in the order of showing is shown: that one has come by
/// then, and all that are shown earlier too. So each picture's time is known when it comes, and none is held back.
///
/// The depth is what the sequence parameter set says, as far as it says it. What it does not say is learnt: the first
/// picture that turns out to be shown earlier than one before it is then shown a little late, once.
public final class DecodingTimes {
    /// No picture buffer holds more (H.264 §A.3.1, H.265 §A.4.2).
    private static final int MAX_DEPTH = 16;

    /// Groups of pictures that must do with less than what is said before it is believed that they always do.
    private static final int WITNESSES = 3;

    /// Pictures that are shown from a point in time further from their neighbours' than this belong to another time.
    private static final long JUMP_NANOS = 2_000_000_000;

    /// Between two decoding times that have nowhere to go: a tick of FLV's milliseconds.
    private static final long APART_NANOS = 1_000_000;

    /// How far apart the first pictures are decoded, before their distance is known.
    private static final long GUESS_NANOS = 33_333_333;

    private final Codec codec;
    /// When the newest pictures are shown, oldest first.
    private final ArrayDeque<Long> recent = new ArrayDeque<>(MAX_DEPTH);
    /// When the pictures are shown that have come, without those that gave others their decoding time.
    private final PriorityQueue<Long> waiting = new PriorityQueue<>();

    private int depth;
    /// The most pictures that came before one that is shown earlier, in this group.
    private int seen;
    private int witnesses;
    /// The most of any group since the first witness.
    private int needed;

    private Bytes parameters = Bytes.EMPTY;
    private boolean begun;
    private long lastDtsNanos;
    /// Pictures that are still to come before those in whose places others are decoded.
    private int starting;

    private long firstPtsNanos;

    /// @param codec any; only pictures of H.264 and H.265 can be out of order
    public DecodingTimes(Codec codec) {
        this.codec = codec;
    }

    /// The same picture with its decoding time; its own is not looked at. Rises from picture to picture except where
    /// the publisher's clock jumps back, and is never after the time of showing.
    public Frame place(Frame frame) {
        if (codec != Codec.H264 && codec != Codec.H265) return frame;
        long pts = frame.ptsNanos();
        if (!begun || Math.abs(pts - recent.getLast()) > JUMP_NANOS) restart(frame);
        else if (frame.keyframe()) nextGroup(frame);
        learn(pts);
        waiting.add(pts);
        long dts = starting > 0 ? firstPtsNanos - starting-- * GUESS_NANOS : next();
        if (begun) dts = Math.max(dts, lastDtsNanos + APART_NANOS);
        begun = true;
        lastDtsNanos = dts;
        // The picture that taught us is decoded too late to be shown in time.
        return new Frame(frame.track(), Math.max(pts, dts), dts, frame.keyframe(), frame.payload());
    }

    /// How many pictures may come before one that is shown earlier, as far as is known.
    public int depth() {
        return depth;
    }

    private void restart(Frame frame) {
        begun = false;
        recent.clear();
        waiting.clear();
        seen = 0;
        readParameters(frame.payload());
        starting = depth;
        firstPtsNanos = frame.ptsNanos();
    }

    private void nextGroup(Frame frame) {
        needed = Math.max(needed, seen);
        witnesses = seen < depth ? witnesses + 1 : 0;
        if (witnesses == 0) needed = 0;
        seen = 0;
        if (witnesses == WITNESSES) {
            depth = needed;
            witnesses = 0;
            needed = 0;
        }
        readParameters(frame.payload());
    }

    private void learn(long pts) {
        int later = 0;
        for (long other : recent) if (other > pts) later++;
        seen = Math.max(seen, later);
        depth = Math.max(depth, later);
        if (recent.size() == MAX_DEPTH) recent.removeFirst();
        recent.add(pts);
    }

    private long next() {
        // A depth that has just grown leaves nothing to take.
        long dts = lastDtsNanos;
        while (waiting.size() > depth) dts = waiting.remove();
        return dts;
    }

    /// Takes the depth from a sequence parameter set that is not the one before.
    private void readParameters(Bytes payload) {
        if (!(NalUnits.split(payload) instanceof Parsed.Ok<List<Bytes>>(var nals))) return;
        int wanted = codec == Codec.H264 ? H264NalUnit.SPS : H265NalUnit.SPS;
        for (var nal : nals) {
            if ((codec == Codec.H264 ? H264NalUnit.type(nal) : H265NalUnit.type(nal)) != wanted) continue;
            if (nal.equals(parameters)) return;
            parameters = nal;
            said(nal).ifPresent(frames -> depth = Math.min(frames, MAX_DEPTH));
            return;
        }
    }

    private OptionalInt said(Bytes nal) {
        if (codec == Codec.H265)
            return H265SequenceParameterSet.parse(nal) instanceof Parsed.Ok<H265SequenceParameterSet>(var sps)
                    ? OptionalInt.of(sps.maxReorderPictures())
                    : OptionalInt.empty();
        if (!(H264SequenceParameterSet.parse(nal) instanceof Parsed.Ok<H264SequenceParameterSet>(var sps)))
            return OptionalInt.empty();
        // Without the words of the VUI only profiles that cannot reorder say anything; a limit of as many pictures as
        // there are references is what most encoders without B-frames have.
        boolean says = sps.maxReorderFrames() == 0
                || sps.vui().flatMap(H264Vui::reordering).isPresent();
        return says ? OptionalInt.of(sps.maxReorderFrames()) : OptionalInt.empty();
    }
}
