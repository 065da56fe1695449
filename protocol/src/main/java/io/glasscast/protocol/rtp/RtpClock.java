package io.glasscast.protocol.rtp;

import java.util.Optional;

/// Maps one track's RTP timestamps to nanoseconds on its publication's timeline, so that sound and picture that
/// belong together get the same time.
///
/// Timestamps of different tracks start anywhere (RFC 3550 §5.1). Until sender reports come, a track's first
/// timestamp is put where its first packet arrived, which is right but for the difference in encoding and network
/// delay. The first report of any track ties the sender's wall clock to the timeline ([SenderTimeline]); the reports
/// of each other track then say by how much that track is off.
///
/// Corrections never jump: a track slews by a 20th of the media time that passes, in either direction, so times
/// still grow. Errors under [#TOLERATED_NANOS] are left alone (nobody sees them, and a sound track's even spacing is
/// worth more); errors over [#UNBELIEVABLE_NANOS] are a sender that states nonsense and are ignored.
///
/// A timestamp that strays from its arrival by more than [#STRAY_NANOS] is a source that began anew: the track is put
/// where it arrives again, and waits for the next report.
public final class RtpClock {
    /// Lips out of step by 20 ms go unnoticed.
    public static final long TOLERATED_NANOS = 10_000_000;
    /// No two tracks of a live sender are this far apart.
    public static final long UNBELIEVABLE_NANOS = 2_000_000_000;
    /// A stalled network delivers late by less than this, or not at all.
    public static final long STRAY_NANOS = 10_000_000_000L;

    private static final int SLEW = 20;
    private static final long NANOS = 1_000_000_000L;

    private final int clockRate;
    private final SenderTimeline timeline;
    private final Unwrapper unwrapper = Unwrapper.ofTimestamps();

    private boolean started;
    private long firstTimestamp;
    private long offsetNanos;
    private long owedNanos;
    private long latestNanos;

    private boolean reported;
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
        if (media > latestNanos) {
            long most = (media - latestNanos) / SLEW;
            long paid = Math.clamp(owedNanos, -most, most);
            offsetNanos += paid;
            owedNanos -= paid;
            latestNanos = media;
        }
        return media + offsetNanos;
    }

    /// Takes what a sender report says: at the sender's `ntp` its stream was at `rtpTimestamp`. Reports from before
    /// the first packet are remembered for [#senderTime] only.
    public void senderReport(NtpTime ntp, long rtpTimestamp) {
        if (ntp.equals(NtpTime.NONE)) return; // a sender without a clock (RFC 3550 §6.4.1)
        reported = true;
        reportNtp = ntp;
        reportTimestamp = rtpTimestamp;
        if (!started) return;
        long here = scaled(unwrapper.peek(rtpTimestamp) - firstTimestamp) + offsetNanos;
        long wall = ntp.unixNanos();
        if (!timeline.isKnown()) timeline.anchor(wall, here);
        long error = timeline.localNanos(wall) - here;
        if (Math.abs(error) > UNBELIEVABLE_NANOS) return;
        owedNanos = Math.abs(error) < TOLERATED_NANOS ? 0 : error;
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
    }

    private void start(long timestamp, long arrivalNanos) {
        started = true;
        unwrapper.reset();
        firstTimestamp = unwrapper.unwrap(timestamp);
        offsetNanos = arrivalNanos;
        owedNanos = 0;
        latestNanos = 0;
    }

    /// Timestamp units to nanoseconds, in two parts so that nothing overflows.
    private long scaled(long units) {
        return units / clockRate * NANOS + units % clockRate * NANOS / clockRate;
    }
}
