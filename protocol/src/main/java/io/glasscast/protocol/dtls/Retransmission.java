package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Machine;

/// When our last flight is sent again (RFC 6347 §4.2.4): when its timer fires, and when the peer repeats what it
/// answered.
final class Retransmission {
    private static final long MS = 1_000_000;

    /// RFC 6347 §4.2.4.1 starts with a second, for paths of which nothing is known. ICE has just crossed this one and
    /// back; most are well under 400 ms, and a flight that was only slow costs one datagram more.
    static final long INITIAL_NANOS = 400 * MS;

    /// RFC 6347 lets the wait double up to 60 s and beyond. A handshake ends after 30 s here and a flight is a packet
    /// or two, so waits beyond three seconds would spare the network nothing and waste the chances that are left.
    static final long MAX_WAIT_NANOS = 3_000 * MS;

    /// Copies that the network made arrive together and do not mean that the peer misses our flight. Under the
    /// shortest first wait in use (BoringSSL in WebRTC: 50 ms).
    static final long ANSWER_GAP_NANOS = 20 * MS;

    /// A peer that doubles its wait asks some ten times in a minute. More is somebody who uses us to send.
    static final int MAX_SENDINGS = 30;

    private Flight flight = Flight.NOTHING;
    private long waitNanos;
    private long deadlineNanos = Machine.NEVER;
    private long sentNanos;
    private int sendings;

    /// `next` is being sent for the first time.
    void begin(Flight next, long nowNanos) {
        flight = next;
        waitNanos = INITIAL_NANOS;
        sendings = 0;
        sent(nowNanos);
    }

    /// Whether the timer fired, so that [#flight()] is to be sent.
    boolean elapse(long nowNanos) {
        if (nowNanos < deadlineNanos) return false;
        waitNanos = Math.min(2 * waitNanos, MAX_WAIT_NANOS);
        sent(nowNanos);
        return true;
    }

    /// Whether [#flight()] is to be sent because the peer repeated its own.
    boolean answer(long nowNanos) {
        if (nowNanos - sentNanos < ANSWER_GAP_NANOS || sendings >= MAX_SENDINGS) return false;
        sent(nowNanos);
        return true;
    }

    /// No timer from now on.
    void stop() {
        deadlineNanos = Machine.NEVER;
    }

    Flight flight() {
        return flight;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    private void sent(long nowNanos) {
        sendings++;
        sentNanos = nowNanos;
        deadlineNanos = flight.repeats() ? nowNanos + waitNanos : Machine.NEVER;
    }
}
