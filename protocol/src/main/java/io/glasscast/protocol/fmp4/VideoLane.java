package io.glasscast.protocol.fmp4;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pictures on their way into parts and segments, where they set the cuts.
///
/// A sample's duration is known when the next frame comes, so the newest frame always waits for its successor.
final class VideoLane {
    private static final Timescale TIMESCALE = new Timescale(90_000);
    private static final long SECOND = 1_000_000_000L;
    /// A frame that lasts longer than this is not shown for longer: the camera was away.
    private static final long HOLE_TICKS = TIMESCALE.ticks(2 * SECOND);
    /// A keyframe this early ends a segment only if it has to.
    private static final long SHORT_TICKS = TIMESCALE.ticks(SECOND / 2);
    /// Until frames tell: 30 a second.
    private static final int USUAL_TICKS = 3_000;

    private final PackagingTerms terms;
    private final Reel reel;
    private final Cutter cutter;
    private final long shortestTicks;
    private final long longestTicks;
    private final List<Sample> part = new ArrayList<>();

    private Codec codec = Codec.H264;
    private @Nullable SampleEntry entry;
    private @Nullable InitSegment init;
    private @Nullable Sample pending;
    private @Nullable Frame newest;
    private @Nullable Bytes newestKeyframe;
    private boolean awaitsKeyframe = true;
    private boolean forced;
    private long shiftNanos;
    /// Where the part that is being made starts, as far as playlists go.
    private long partStart;
    private long targetTicks;
    private long targetNanos;
    private long frameTicks = USUAL_TICKS;

    VideoLane(PackagingTerms terms, Reel reel, Cutter cutter) {
        this.terms = terms;
        this.reel = reel;
        this.cutter = cutter;
        // Groups tremble too: one of 1.99 s must not have to wait for the next.
        this.shortestTicks = TIMESCALE.ticks(terms.segment().toNanos()) * 3 / 4;
        // EXTINF rounded to seconds may not exceed the target duration.
        this.longestTicks = TIMESCALE.ticks(terms.targetSeconds() * SECOND + SECOND * 45 / 100);
    }

    /// Another publication begins, with a keyframe that has yet to come.
    void begin(Codec newCodec, List<Frame> group) {
        if (newCodec != codec) entry = null;
        codec = newCodec;
        awaitsKeyframe = true;
        if (targetTicks == 0 && group.size() > 2) {
            var durations = new ArrayList<Long>();
            for (int i = 1; i < group.size(); i++)
                durations.add(group.get(i).dtsNanos() - group.get(i - 1).dtsNanos());
            lock(Math.max(1, TIMESCALE.ticks(PartTarget.median(durations))));
        }
    }

    /// Whether this is the group that is being packaged.
    boolean knows(List<Frame> group) {
        return !group.isEmpty() && newestKeyframe == group.getFirst().payload();
    }

    /// Whether the frame was taken before.
    boolean has(Frame frame) {
        return newest != null && frame.dtsNanos() <= newest.dtsNanos();
    }

    /// Where decoding time has got to, on the stream's timeline.
    long reachedNanos() {
        return pending == null ? Long.MIN_VALUE : TIMESCALE.nanos(pending.ticks());
    }

    boolean running() {
        return pending != null;
    }

    boolean awaitsKeyframe() {
        return awaitsKeyframe;
    }

    /// Whether the segment is long enough for a keyframe to end it.
    boolean ripe() {
        return pending != null && reel.isOpen() && pending.ticks() - reel.startTicks() >= shortestTicks * 4 / 3;
    }

    double frameRate() {
        return FrameRate.of(TIMESCALE.nanos(frameTicks));
    }

    long partTargetNanos() {
        return targetNanos;
    }

    @Nullable
    InitSegment init() {
        return init;
    }

    void frame(Frame frame) {
        if (awaitsKeyframe && !frame.keyframe()) return;
        var next = frame.keyframe() ? entry(frame) : entry;
        if (next == null) return;
        if (awaitsKeyframe) shiftNanos = frame.ptsNanos() - frame.dtsNanos();
        long ticks = TIMESCALE.ticks(frame.dtsNanos() + shiftNanos);
        if (pending != null) {
            if (ticks - pending.ticks() > HOLE_TICKS) {
                cutter.breakOff();
                if (!frame.keyframe()) return;
                shiftNanos = frame.ptsNanos() - frame.dtsNanos();
                ticks = TIMESCALE.ticks(frame.dtsNanos() + shiftNanos);
            } else {
                ticks = Math.max(ticks, pending.ticks() + 1);
                extend(pending, ticks, frame.keyframe() && ends(next, ticks));
            }
        }
        if (frame.keyframe()) keyframe(next, ticks);
        int offset = (int) (TIMESCALE.ticks(frame.ptsNanos()) - ticks);
        pending = new Sample(ticks, 1, offset, frame.keyframe(), payload(frame));
        newest = frame;
        if (frame.keyframe()) newestKeyframe = frame.payload();
        awaitsKeyframe = false;
    }

    /// Nothing follows for now: what waits is given its usual duration, and the segment ends.
    ///
    /// @return where it ended, on the stream's timeline
    long finish() {
        if (pending != null) {
            push(pending.lasting((int) frameTicks), true);
            pending = null;
        }
        flush(endTicks);
        awaitsKeyframe = true;
        if (!reel.isOpen()) return Long.MIN_VALUE;
        long end = reel.startTicks() + length();
        reel.close(end);
        return TIMESCALE.nanos(end);
    }

    private long endTicks;

    private long length() {
        return endTicks - reel.startTicks();
    }

    private @Nullable SampleEntry entry(Frame keyframe) {
        return switch (SampleEntry.ofKeyframe(codec, keyframe.payload())) {
            case Parsed.Ok<SampleEntry>(var parsed) -> parsed;
            case Parsed.Malformed<SampleEntry> _ -> entry;
        };
    }

    /// The waiting sample's duration is known now.
    ///
    /// @param last whether it is the segment's last
    private void extend(Sample waiting, long ticks, boolean last) {
        // A group longer than a segment may be is cut in front of the frame that would not fit.
        if (ticks - reel.startTicks() > longestTicks && waiting.ticks() > reel.startTicks()) {
            cut(waiting.ticks(), false);
            forced = true;
        }
        push(waiting.lasting((int) (ticks - waiting.ticks())), last);
    }

    private boolean changes(SampleEntry next) {
        return entry != null && !entry.box().equals(next.box());
    }

    /// Whether a keyframe ends the segment that is open.
    private boolean ends(SampleEntry next, long ticks) {
        long least = forced || cutter.awaitsBreak() ? SHORT_TICKS : shortestTicks;
        return changes(next) || ticks - reel.startTicks() >= least;
    }

    private void keyframe(SampleEntry next, long ticks) {
        boolean changed = changes(next);
        boolean ends = reel.isOpen() && ends(next, ticks);
        if (init == null || changed || entry == null) init = InitSegment.of(next);
        entry = next;
        if (!reel.isOpen()) {
            open(ticks, cutter.broken() || (changed && !reel.listed().isEmpty()));
            return;
        }
        if (ends) cut(ticks, changed || cutter.awaitsBreak());
        else if (ticks - partStart >= leastTicks()) flush(ticks);
    }

    private void cut(long ticks, boolean discontinuity) {
        flush(ticks);
        reel.close(ticks);
        open(ticks, discontinuity);
    }

    private void open(long ticks, boolean discontinuity) {
        if (init == null) throw new IllegalStateException("nothing was decoded yet");
        forced = false;
        endTicks = ticks;
        partStart = ticks;
        reel.open(cutter.cut(TIMESCALE.nanos(ticks), discontinuity), init, ticks);
    }

    /// Adds a sample to the part that is being made, and ends the part where it must.
    ///
    /// No part may be longer than the target, nor much shorter (draft-pantos-hls-rfc8216bis §4.4.4.9), but late
    /// frames are shown for as long as they are. So a part says how far it takes the stream, which may be into the
    /// middle of a frame: the frame is in the part in which it begins to be shown, and the rest of its time counts
    /// for the parts that follow. They have fewer frames until that is made up for.
    ///
    /// @param last whether the segment ends with it: what is left of it then makes a last part, which may be short
    private void push(Sample sample, boolean last) {
        long end = sample.ticks() + sample.duration();
        if (targetTicks > 0 && !part.isEmpty() && end - partStart > targetTicks) {
            if (last) flush(Math.max(Math.min(sample.ticks(), partStart + targetTicks), partStart + leastTicks()));
            else if (sample.ticks() - partStart >= leastTicks()) flush(sample.ticks());
        }
        part.add(sample);
        endTicks = end;
        if (targetTicks == 0
                && end - partStart + median() > TIMESCALE.ticks(terms.part().toNanos())) lock(median());
        long ticks = end - partStart;
        // A little less than a frame, for the next may be a little shorter than usual.
        boolean full = ticks >= leastTicks() && ticks + frameTicks * 9 / 10 > targetTicks;
        if (targetTicks > 0 && !last && full) flush(end);
    }

    /// How long a part has to be unless it is the segment's last.
    private long leastTicks() {
        return (targetTicks * 85 + 99) / 100;
    }

    /// Ends the part.
    ///
    /// @param atTicks where it takes the stream to, unless that is too far for it
    private void flush(long atTicks) {
        if (part.isEmpty()) return;
        if (targetTicks == 0) lock(median());
        long ticks = Math.min(atTicks - partStart, targetTicks);
        // Nothing is decoded before 0.
        reel.add(part, ticks, Math.min(TIMESCALE.ticks(shiftNanos), reel.startTicks()));
        part.clear();
        partStart += ticks;
    }

    private long median() {
        return PartTarget.median(
                part.stream().map(sample -> (long) sample.duration()).toList());
    }

    private void lock(long usualTicks) {
        frameTicks = usualTicks;
        targetNanos = PartTarget.ofPictures(terms.part().toNanos(), TIMESCALE.nanos(usualTicks));
        targetTicks = TIMESCALE.ticks(targetNanos);
    }

    /// The frame without the parameter sets that the sample entry holds: `avc1` and `hvc1` have them nowhere else
    /// (ISO/IEC 14496-15 §5.4.2.1, §8.4.1.1).
    private Bytes payload(Frame frame) {
        if (!frame.keyframe() || (codec != Codec.H264 && codec != Codec.H265)) return frame.payload();
        return switch (NalUnits.split(frame.payload())) {
            case Parsed.Ok<List<Bytes>>(var nals) ->
                NalUnits.join(nals.stream().filter(nal -> !parameterSet(nal)).toList());
            case Parsed.Malformed<List<Bytes>> _ -> frame.payload();
        };
    }

    private boolean parameterSet(Bytes nal) {
        if (codec == Codec.H264) {
            int type = H264NalUnit.type(nal);
            return type == H264NalUnit.SPS || type == H264NalUnit.PPS;
        }
        int type = H265NalUnit.type(nal);
        return type >= H265NalUnit.VPS && type <= H265NalUnit.PPS;
    }
}
