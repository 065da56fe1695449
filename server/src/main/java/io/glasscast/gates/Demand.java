package io.glasscast.gates;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.congestion.SendSideEstimate;

/// How much of a stream its publisher is asked for, by who watches and what their lines carry.
///
/// Everything, as a rule. When everybody's line is too small for it, what the best of them carries: pictures of
/// less detail are worth more than a few stills. When nobody has watched for a while, little: glasses live on a
/// battery and on somebody's data plan.
///
/// What is asked for less takes effect at once. For more it is asked a little at a time while all goes well,
/// because whether a line carries more shows only when more is sent; but at once where nobody is there to be
/// disturbed.
final class Demand {
    /// No limit but the one that every publisher is told.
    static final long EVERYTHING = Long.MAX_VALUE;
    /// A picture of 320 × 180 that can be made out, and its sound; encoders that are asked for less leave
    /// pictures out.
    static final long LEAST = 200_000;
    /// What nobody watches still is a picture for a thumbnail, and where whoever comes then begins.
    static final long UNWATCHED = 300_000;

    /// How often to look.
    static final long LOOK_NANOS = 500_000_000;
    /// One bad moment on the only line is none for the stream: by then a probe or two have shown what it
    /// carries.
    private static final long BEHIND_NANOS = 2_000_000_000;
    /// Until a publisher has followed, and a queue has become shorter.
    private static final long RELIEVED_NANOS = 2_000_000_000;
    /// Until a publisher has followed, and the stream's rate, measured over two seconds, shows it.
    private static final long FOLLOWED_NANOS = 3_000_000_000L;
    /// Without trouble for so long, a little more is asked for.
    private static final long CALM_NANOS = 4_000_000_000L;
    /// Of what the best line carries: the rest is for headers, for what is sent again, and for pictures that
    /// turn out larger than the encoder meant. Whoever is thin has to have a tenth left before all pictures
    /// follow.
    private static final double SHARE = 0.85;
    /// When packets begin to wait.
    private static final double LESS = 0.8;
    /// When nobody gets all pictures. Where viewers share a line each sees all of it, and none can have it.
    private static final double MUCH_LESS = 0.65;
    /// A second, as estimates grow; and as long as no line has shown a limit.
    private static final double GROWTH = 1.08, FAST_GROWTH = 1.25;
    /// So far above what the publisher sent of its own accord, nothing is limited any more.
    private static final double ENOUGH = 1.2;
    /// A publisher that sends more than this times what it is asked for has not followed yet.
    private static final double FOLLOWING = 1.3;

    /// Who watches now.
    ///
    /// @param all      by whichever way
    /// @param unseen   whether somebody watches by another way than WebRTC, whose line nobody can judge
    /// @param whole    viewers that get all pictures
    /// @param strained whether packets wait, or are lost, on the way to every one of the whole ones
    /// @param thin     viewers that get keyframes only
    /// @param helpable of those, who might get all pictures of a smaller stream: others hear nothing, or lose
    ///                 packets whatever is sent
    /// @param best     what the best line carries, in bits a second: of the whole ones, where there are any,
    ///                 else of the helpable ones; [SendSideEstimate#UNLIMITED] when it has shown no limit or
    ///                 there are none
    record Watching(int all, boolean unseen, int whole, boolean strained, int thin, int helpable, long best) {
        boolean allBehind() {
            return !unseen && whole == 0 && thin > 0;
        }

        /// Or about to fall behind again: where many share a line, each can have all pictures for a moment.
        boolean nobodyWell() {
            return !unseen && thin > 0 && (whole == 0 || strained);
        }
    }

    private sealed interface State {
        /// @param behindNanos  for how long nobody was well, all in all
        /// @param unwellNanos  when that was so last
        /// @param best         the most that a line has shown to carry meanwhile
        record Everything(long behindNanos, long unwellNanos, long best) implements State {}

        /// @param bits         asked for
        /// @param usual        what the publisher sent before
        /// @param whole        viewers that got all pictures when somebody looked last
        /// @param best         as above, since less was asked for last
        /// @param cutNanos     when less was asked for last
        /// @param troubleNanos when somebody had trouble last
        record Bounded(long bits, long usual, int whole, long best, long cutNanos, long troubleNanos)
                implements State {}

        record Unwatched() implements State {}
    }

    private static final State.Everything ALL_WELL = new State.Everything(0, Long.MIN_VALUE / 2, 0);

    private final long patienceNanos;
    private State state = ALL_WELL;
    private long lookedNanos;
    private long watchedNanos;

    /// @param patienceNanos for how long somebody may yet come, or [Machine#NEVER]
    Demand(long patienceNanos, long nowNanos) {
        this.patienceNanos = patienceNanos;
        watchedNanos = nowNanos;
        lookedNanos = nowNanos;
    }

    /// Looks at who watches.
    ///
    /// @param streamBits what the publisher sends a second; 0 while that is not known
    void look(Watching watching, long streamBits, long nowNanos) {
        long since = nowNanos - lookedNanos;
        lookedNanos = nowNanos;
        if (watching.all() > 0) {
            watchedNanos = nowNanos;
        } else if (patienceNanos != Machine.NEVER && nowNanos - watchedNanos >= patienceNanos) {
            state = new State.Unwatched();
            return;
        }
        state = switch (state) {
            case State.Everything everything -> everything(everything, watching, streamBits, since, nowNanos);
            case State.Bounded bounded -> bounded(bounded, watching, streamBits, since, nowNanos);
            case State.Unwatched unwatched -> watching.all() > 0 ? ALL_WELL : unwatched;
        };
    }

    /// What to ask for, in bits a second, or [#EVERYTHING].
    long bitsPerSecond() {
        return switch (state) {
            case State.Everything _ -> EVERYTHING;
            case State.Bounded bounded -> bounded.bits();
            case State.Unwatched _ -> UNWATCHED;
        };
    }

    private static State everything(
            State.Everything now, Watching watching, long streamBits, long sinceNanos, long nowNanos) {
        if (!watching.nobodyWell()) return nowNanos - now.unwellNanos() >= CALM_NANOS ? ALL_WELL : now;
        long best = watching.helpable() > 0 ? Math.max(now.best(), watching.best()) : now.best();
        long behindNanos = now.behindNanos() + sinceNanos;
        if (behindNanos <= BEHIND_NANOS || best == 0 || LEAST >= streamBits)
            return new State.Everything(behindNanos, nowNanos, best);
        return new State.Bounded(bound(best, streamBits), streamBits, watching.whole(), 0, nowNanos, nowNanos);
    }

    private static State bounded(
            State.Bounded now, Watching watching, long streamBits, long sinceNanos, long nowNanos) {
        if (watching.unseen()) return ALL_WELL;
        if (watching.all() == 0) return now;
        long bits = now.bits();
        long best = Math.max(now.best(), watching.best());
        long cutNanos = now.cutNanos();
        long troubleNanos = watching.whole() < now.whole() ? nowNanos : now.troubleNanos();
        long carried = share(watching.best());
        if (watching.strained()) {
            troubleNanos = nowNanos;
            if (nowNanos - cutNanos >= RELIEVED_NANOS) bits = Math.max(LEAST, (long) (LESS * bits));
        } else if (watching.allBehind() && watching.helpable() > 0) {
            troubleNanos = nowNanos;
            // What is heard of lines that are sent little is rough, so the best of some seconds counts.
            if (nowNanos - cutNanos >= FOLLOWED_NANOS && streamBits <= FOLLOWING * bits) bits = bound(best, bits);
        } else if (carried > bits && nowNanos - troubleNanos >= CALM_NANOS) {
            double growth = watching.best() >= SendSideEstimate.UNLIMITED ? FAST_GROWTH : GROWTH;
            bits = Math.min(carried, (long) (bits * Math.pow(growth, sinceNanos / 1e9)));
        }
        if (bits >= ENOUGH * now.usual()) return ALL_WELL;
        if (bits < now.bits()) {
            cutNanos = nowNanos;
            best = 0;
        }
        return new State.Bounded(bits, now.usual(), watching.whole(), best, cutNanos, troubleNanos);
    }

    /// What to ask for when nobody gets all pictures of so many bits.
    private static long bound(long lineBits, long bits) {
        return Math.min(share(lineBits), Math.max(LEAST, (long) (MUCH_LESS * bits)));
    }

    private static long share(long lineBits) {
        return Math.max(LEAST, (long) (SHARE * lineBits));
    }
}
