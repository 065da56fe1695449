package io.glasscast.protocol.rtp;

import java.util.Optional;

/// Maps one track's RTP timestamps to nanoseconds on its publication's timeline, so that sound and picture that
/// belong together get the same time.
///
/// Timestamps of different tracks start anywhere (RFC 3550 §5.1). Until the sender says what its wall clock showed, in
/// a report or with a packet (abs-capture-time), a track's first timestamp is put where its first packet arrived, which
/// is right but for the difference in encoding and network delay. The first word on any track ties the sender's wall
/// clock to the timeline ([SenderTimeline]); what is said of each other track then says by how much that track is off.
///
/// The first correction is made at once, so that lips are right from then on: nobody has seen much yet. It only ever
/// goes forward, since decoders take no step back well: a track that is too late stays, and the others come to it.
/// Later corrections never jump: a track slews by a 20th of the media time that passes, in either direction, so times
/// still grow. Errors under [#TOLERATED_NANOS] are left alone (nobody sees them, and a sound track's even spacing is
/// worth more); errors over [#UNBELIEVABLE_NANOS] are a sender that states nonsense and are ignored.
///
/// A first report may be wrong: senders that state when they send, not when they captured, make it while they
/// still hold back what they coded before they were connected (GStreamer does). So until a report agrees with
/// the one before it, one that contradicts it takes its place: the track stays where it is, and the others come
/// to it as in the beginning.
///
/// Where packets say when they were captured, reports are not followed: they say the same with less care.
///
/// A timestamp that strays from its arrival by more than [#STRAY_NANOS] is a source that began anew: the track is put
/// where it arrives again, and waits for the next report.
public final class RtpClock {
    /// A moment on both clocks.
    ///
    /// @param mediaNanos on the publication's timeline
    /// @param ntp        by the sender's wall clock
    public record Stated(long mediaNanos, NtpTime ntp) {}

    /// Lips out of step by 20 ms go unnoticed.
    public static final long TOLERATED_NANOS = 10_000_000;
    /// No two tracks of a live sender are this far apart.
    public static final long UNBELIEVABLE_NANOS = 2_000_000_000;
    /// Reports that differ by less tell of a sender's load, or of its clock.
    public static final long AGREEING_NANOS = 100_000_000;
    /// A stalled network delivers late by less than this, or not at all.
    public static final long STRAY_NANOS = 10_000_000_000L;

    private static final int SLEW = 20;
    /// Of a track whose first time is not out yet.
    private static final long NOTHING = Long.MIN_VALUE;
    private static final long NANOS = 1_000_000_000L;

    private final int clockRate;
    private final SenderTimeline timeline;
    private final Unwrapper unwrapper = Unwrapper.ofTimestamps();

    private boolean started;
    private long firstTimestamp;
    private long offsetNanos;
    private long owedNanos;
    private long latestNanos;

    /// Whether this track was once put where the sender's clock wants it.
    private boolean aligned;
    /// Which of the timeline's anchors that was.
    private int anchor;
    /// Of the timeline, as far as this track went along.
    private long movedNanos;

    private boolean captures;
    private boolean reported;
    /// Whether a report once agreed with the one before it.
    private boolean settled;
    private NtpTime reportNtp = NtpTime.NONE;
    private long reportTimestamp;

    public RtpClock(int clockRate, SenderTimeline timeline) {
        this.clockRate = clockRate;
        this.timeline = timeline;
    }

    /// A clock of a track that stands alone.
    public RtpClock(int clockRate) {
        this(clockRate, new SenderTimeline());
    }

    /// The media time of a packet.
    ///
    /// @param timestamp    the packet's, 32 bits
    /// @param arrivalNanos when it came, on the receiver's clock, whose timeline the result is on
    public long mediaNanos(long timestamp, long arrivalNanos) {
        if (!started) start(timestamp, arrivalNanos);
        long media = scaled(unwrapper.unwrap(timestamp) - firstTimestamp);
        if (Math.abs(media + offsetNanos - arrivalNanos) > STRAY_NANOS) {
            restart();
            timeline.reset(); // the two clocks may have drifted apart over days
            start(timestamp, arrivalNanos);
            media = 0;
        }
        if (movedNanos != timeline.movedNanos()) goAlong();
        if (media > latestNanos) {
            long most = (media - latestNanos) / SLEW;
            long paid = Math.clamp(owedNanos, -most, most);
            offsetNanos += paid;
            owedNanos -= paid;
            latestNanos = media;
        }
        return media + offsetNanos;
    }

    /// Takes what a sender report says: at the sender's `ntp` its stream was at `rtpTimestamp`. What is said before the
    /// first packet counts from then on.
    public void senderReport(NtpTime ntp, long rtpTimestamp) {
        if (!captures) stated(ntp, rtpTimestamp);
    }

    /// Takes what a packet says of itself: what it carries was captured at the sender's `ntp`.
    public void captured(NtpTime ntp, long rtpTimestamp) {
        captures = true;
        stated(ntp, rtpTimestamp);
    }

    private void stated(NtpTime ntp, long rtpTimestamp) {
        if (ntp.equals(NtpTime.NONE)) return; // a sender without a clock (RFC 3550 §6.4.1)
        boolean agrees = senderTime(rtpTimestamp)
                .filter(expected -> Math.abs(ntp.unixNanos() - expected.unixNanos()) <= AGREEING_NANOS)
                .isPresent();
        boolean contradicts = reported && !agrees && !settled;
        settled |= agrees;
        reported = true;
        reportNtp = ntp;
        reportTimestamp = rtpTimestamp;
        if (started) align(contradicts);
    }

    /// @param anew whether what the timeline was tied by is wrong, unless another track has tied it anew already
    private void align(boolean anew) {
        long here = here(reportTimestamp);
        long wall = reportNtp.unixNanos();
        if (!timeline.isKnown() || anew && anchor == timeline.anchors()) timeline.anchor(wall, here);
        long error = timeline.localNanos(wall) - here;
        if (Math.abs(error) > UNBELIEVABLE_NANOS) return;
        boolean first = !aligned || anchor != timeline.anchors();
        aligned = true;
        anchor = timeline.anchors();
        owedNanos = 0;
        if (Math.abs(error) < TOLERATED_NANOS) return;
        if (!first) {
            owedNanos = error;
        } else if (error > 0 || latestNanos == NOTHING) {
            offsetNanos += error;
        } else {
            timeline.moveOn(-error);
            movedNanos = timeline.movedNanos();
        }
    }

    /// Another track was the latest, and this one comes to it.
    private void goAlong() {
        if (aligned) offsetNanos += timeline.movedNanos() - movedNanos;
        movedNanos = timeline.movedNanos();
    }

    private long here(long timestamp) {
        return scaled(unwrapper.peek(timestamp) - firstTimestamp) + offsetNanos;
    }

    /// What the sender last said of its clock; nothing before this track was put where that wants it.
    public Optional<Stated> stated() {
        return aligned ? Optional.of(new Stated(here(reportTimestamp), reportNtp)) : Optional.empty();
    }

    /// When `timestamp` was sampled, by the sender's wall clock; nothing before the first report.
    public Optional<NtpTime> senderTime(long timestamp) {
        if (!reported) return Optional.empty();
        int since = (int) (timestamp - reportTimestamp); // wraps as timestamps do
        return Optional.of(reportNtp.plusNanos(scaled(since)));
    }

    /// Begins anew: the next timestamp is put where it arrives. For sources that restarted.
    public void restart() {
        started = false;
        reported = false;
        settled = false;
        captures = false;
    }

    private void start(long timestamp, long arrivalNanos) {
        started = true;
        unwrapper.reset();
        firstTimestamp = unwrapper.unwrap(timestamp);
        offsetNanos = arrivalNanos;
        owedNanos = 0;
        aligned = false;
        movedNanos = timeline.movedNanos();
        latestNanos = NOTHING;
        if (reported) align(false);
        latestNanos = 0;
    }

    /// Timestamp units to nanoseconds, in two parts so that nothing overflows.
    private long scaled(long units) {
        return units / clockRate * NANOS + units % clockRate * NANOS / clockRate;
    }
}
