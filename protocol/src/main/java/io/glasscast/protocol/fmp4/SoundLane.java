package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sound on its way into parts and segments.
///
/// Frames are laid one behind the other on a grid of samples, for decoders play them so whatever their times say.
/// Where the times tell that the grid has run away, a frame of silence goes in or a frame is left out; where sound
/// is missing, silence takes its place. So the rendition never has a hole, and players need nothing explained.
final class SoundLane {
    private static final long MILLI = 1_000_000;
    /// A frame and a half, but no less than this, is no tremble: time was lost, or was filled already.
    private static final long JUMP_NANOS = 30 * MILLI;
    /// Sound within this of its time is in time: half of what an ear notices.
    private static final long TOLERANCE_NANOS = 20 * MILLI;
    /// How far sound may come behind the pictures before silence takes its place, at first and at most.
    private static final long FIRST_PATIENCE_NANOS = 500 * MILLI;

    private static final long MOST_PATIENCE_NANOS = 2_000 * MILLI;
    private static final long MORE_PATIENCE_NANOS = 200 * MILLI;
    /// Ten seconds of packets of 10 ms: sound that waits longer for pictures is not waited for.
    private static final int MAX_QUEUE = 1_000;

    private final PackagingTerms terms;
    private final Reel reel;
    private final Cutter cutter;
    private final ArrayDeque<Frame> queue = new ArrayDeque<>();
    private final ArrayDeque<Cut> cuts = new ArrayDeque<>();
    private final List<Sample> part = new ArrayList<>();

    private @Nullable Sound sound;
    private @Nullable Sound following;
    private @Nullable Cut opening;
    private boolean expected;
    private boolean leads;
    private boolean started;
    /// Whether the grid's place is still to be taken from the first frame.
    private boolean loose;
    private long patienceNanos = FIRST_PATIENCE_NANOS;
    private long releasedNanos;
    /// Where the sound before the one that plays ended: its ticks may have been others.
    private long laidNanos = Long.MIN_VALUE;
    private long nextTicks;
    private long partTicks;
    private long targetNanos;
    private long drift;

    SoundLane(PackagingTerms terms, Reel reel, Cutter cutter) {
        this.terms = terms;
        this.reel = reel;
        this.cutter = cutter;
    }

    /// What comes from now on.
    ///
    /// @param track     empty: nothing does
    /// @param continues whether the pictures go on, so that another coding has to wait for a cut
    void begin(Optional<Track> track, boolean continues) {
        expected = track.isPresent();
        if (!continues) queue.clear();
        if (track.isEmpty() && sound != null) return;
        if (!(Sound.of(track.orElse(Sound.ABSENT)) instanceof Parsed.Ok<Sound>(var next))) {
            expected = false;
            if (sound == null && Sound.of(Sound.ABSENT) instanceof Parsed.Ok<Sound>(var absent)) sound = absent;
            return;
        }
        following = null;
        if (sound != null && sound.entry().equals(next.entry())) return;
        if (continues && started) {
            following = next;
            queue.clear();
        } else {
            sound = next;
        }
    }

    /// Whether another coding waits for a cut that is a discontinuity.
    boolean awaitsBreak() {
        return following != null;
    }

    @Nullable
    Sound sound() {
        return sound;
    }

    long partTargetNanos() {
        return targetNanos;
    }

    /// A segment begins there.
    void cut(Cut cut) {
        cuts.add(cut);
    }

    /// Takes a frame. It waits until it is known where the pictures are cut.
    void frame(Frame frame) {
        if (following != null) return;
        if (queue.size() == MAX_QUEUE) queue.poll();
        queue.add(frame);
    }

    /// When the newest sound is to be heard.
    long reachedNanos() {
        return queue.isEmpty() ? Long.MIN_VALUE : queue.getLast().ptsNanos();
    }

    /// Lays out what is to be heard before `untilNanos`, where the pictures have got to.
    void release(long untilNanos) {
        if (sound == null || (cuts.isEmpty() && !started)) return;
        leads = false;
        releasedNanos = untilNanos;
        while (!queue.isEmpty() && queue.getFirst().ptsNanos() < untilNanos) place(queue.poll());
        fill(untilNanos - (expected ? patienceNanos : 0));
    }

    /// Lays out everything, and cuts by itself: there are no pictures to go by.
    void lead() {
        if (sound == null) return;
        leads = true;
        while (!queue.isEmpty()) {
            var frame = queue.poll();
            if (!started && cuts.isEmpty()) cutter.cut(frame.ptsNanos(), cutter.broken());
            place(frame);
        }
    }

    /// Nothing follows for now.
    ///
    /// @param endNanos where the pictures ended, or [Long#MIN_VALUE] when there were none
    void finish(long endNanos) {
        if (endNanos != Long.MIN_VALUE && sound != null && (started || !cuts.isEmpty())) {
            leads = false;
            while (!queue.isEmpty() && queue.getFirst().ptsNanos() < endNanos) place(queue.poll());
            fill(endNanos);
            // A cut that no sound reaches any more leaves a segment without any.
            while (!cuts.isEmpty()) open(cuts.poll());
            if (opening != null) start();
        }
        cuts.clear();
        opening = null;
        flush();
        if (reel.isOpen()) reel.close(nextTicks);
        laidNanos = endNanos();
        started = false;
    }

    /// Where the sound has got to, on the stream's timeline.
    long endNanos() {
        return started && sound != null ? sound.timescale().nanos(nextTicks) : laidNanos;
    }

    private void place(Frame frame) {
        if (sound == null) return;
        int duration = sound.duration(frame.payload());
        long wanted = sound.timescale().ticks(frame.ptsNanos());
        if (!started && !cuts.isEmpty()) open(cuts.poll());
        if (loose) {
            if (wanted < nextTicks) return;
            nextTicks += (wanted - nextTicks) % sound.frameTicks();
            while (nextTicks < wanted) silence();
            loose = false;
        }
        long error = wanted - nextTicks;
        long jump = Math.max(duration * 3L / 2, sound.timescale().ticks(JUMP_NANOS));
        long tolerance = Math.max(duration * 3L / 5, sound.timescale().ticks(TOLERANCE_NANOS));
        if (error < -jump) {
            // It came when silence had taken its place: the next ones get more time.
            long late = releasedNanos - frame.ptsNanos();
            if (expected && late < MOST_PATIENCE_NANOS)
                patienceNanos = Math.max(patienceNanos, late + MORE_PATIENCE_NANOS);
            return;
        }
        if (error > jump) {
            for (long n = Math.round((double) error / sound.frameTicks()); n > 0; n--) silence();
            drift = 0;
        } else {
            drift += (error - drift) / 8;
            if (drift < -tolerance) {
                drift += duration;
                return;
            }
            if (drift > tolerance) {
                drift -= sound.frameTicks();
                silence();
            }
        }
        append(frame.payload(), duration);
    }

    private void fill(long untilNanos) {
        if (sound == null) return;
        if (!started && !cuts.isEmpty() && cuts.getFirst().nanos() < untilNanos) open(cuts.poll());
        if (!started) return;
        long until = sound.timescale().ticks(untilNanos);
        while (nextTicks + sound.frameTicks() <= until) {
            loose = false;
            silence();
        }
    }

    private void silence() {
        if (sound != null) append(sound.silence(), sound.frameTicks());
    }

    /// Puts a frame on the grid's next place, on the side of a cut where most of it is.
    private void append(Bytes payload, int duration) {
        if (sound == null) return;
        var before = sound;
        if (leads
                && reel.isOpen()
                && nextTicks - reel.startTicks() + duration / 2
                        >= ticks(terms.segment().toNanos()))
            cutter.cut(sound.timescale().nanos(nextTicks), false);
        while (!cuts.isEmpty()
                && nextTicks + duration / 2 >= ticks(cuts.getFirst().nanos())) open(cuts.poll());
        // What was made for the coding that has just ended cannot be heard in the next.
        if (sound != before) return;
        if (opening != null) start();
        if (targetNanos == 0) targetNanos = PartTarget.ofSound(terms.part().toNanos(), sound.frameNanos());
        long targetTicks = ticks(targetNanos);
        if (partTicks + duration > targetTicks) flush();
        part.add(new Sample(nextTicks, duration, 0, true, payload));
        nextTicks += duration;
        partTicks += duration;
        if (partTicks + duration > targetTicks) flush();
    }

    private long ticks(long nanos) {
        return sound == null ? 0 : sound.timescale().ticks(nanos);
    }

    /// The segment of `cut` begins with the next sample.
    private void open(Cut cut) {
        if (opening != null) start();
        flush();
        if (reel.isOpen()) reel.close(nextTicks);
        if (sound == null) return;
        if (cut.discontinuity() || !started) {
            long end = endNanos();
            if (cut.discontinuity() && following != null) {
                sound = following;
                following = null;
            }
            nextTicks = sound.timescale().ticks(Math.max(cut.nanos(), end));
            drift = 0;
            loose = true;
        }
        started = true;
        opening = cut;
    }

    private void start() {
        if (opening == null || sound == null) return;
        if (reel.isOpen()) reel.close(nextTicks);
        reel.open(opening, sound.init(), nextTicks);
        opening = null;
    }

    private void flush() {
        if (part.isEmpty()) return;
        reel.add(part, partTicks, 0);
        part.clear();
        partTicks = 0;
    }
}
