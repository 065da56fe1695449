package io.glasscast.hub;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;

/// A track that is made out of another one, for viewers that cannot use that.
final class Conversion implements Transcoder.Result {
    /// What the programme learns of it. Not called any more once it was closed.
    interface Listener {
        /// The track is known and of the present, or has become another one.
        void ready(Conversion conversion, long nowNanos);

        void converted(Frame frame, long nowNanos);

        void failed(Conversion conversion, String why, long nowNanos);
    }

    /// Whoever begins gets the pictures of the past at once, and could do nothing with their sound when it came much
    /// later. Less than anybody takes to hold sound for missing.
    private static final long BEHIND_NANOS = 300_000_000;

    private final Track source;
    private final Codec target;
    private final int number;
    private final Listener listener;
    private Optional<Track> track;
    private Optional<Transcoder.Job> job = Optional.empty();
    private long newestFedNanos = Long.MIN_VALUE;
    private boolean caughtUp;
    private boolean over;

    /// @param number the number of the track that comes out
    Conversion(Track source, Codec target, int number, Listener listener) {
        this.source = source;
        this.target = target;
        this.number = number;
        this.listener = listener;
        // AAC means nothing to a decoder that does not know its configuration; the others say all in their frames.
        this.caughtUp = target != Codec.AAC;
        this.track = target == Codec.AAC ? Optional.empty() : Optional.of(new Track(number, target));
    }

    /// @return whether it runs
    boolean start(Transcoder transcoder, String streamId) {
        job = transcoder.start(streamId, source, target, this);
        over = job.isEmpty();
        return !over;
    }

    boolean makes(Track from, Codec codec) {
        return source.equals(from) && target == codec;
    }

    int number() {
        return number;
    }

    Codec target() {
        return target;
    }

    /// What comes out; empty as long as that is not known, and as long as nothing of the present has come out.
    Optional<Track> track() {
        return caughtUp ? track : Optional.empty();
    }

    boolean over() {
        return over;
    }

    void feed(Frame frame) {
        if (frame.track() != source.number()) return;
        newestFedNanos = Math.max(newestFedNanos, frame.ptsNanos());
        job.ifPresent(running -> running.frame(frame));
    }

    /// Takes what came before anybody wanted this, as far as there is a use for it: whoever plays sound as it
    /// comes (WebRTC) wants none of the past.
    void feedPast(List<Frame> group) {
        if (group.isEmpty()) return;
        long from = target == Codec.OPUS ? group.getLast().ptsNanos() - BEHIND_NANOS : Long.MIN_VALUE;
        for (var frame : group) if (frame.ptsNanos() >= from) feed(frame);
    }

    void requestKeyframe() {
        if (target.kind() == Codec.Kind.VIDEO) job.ifPresent(Transcoder.Job::requestKeyframe);
    }

    void close() {
        over = true;
        job.ifPresent(Transcoder.Job::close);
        job = Optional.empty();
    }

    @Override
    public void track(Track made, long nowNanos) {
        if (over) return;
        var numbered = new Track(number, made.codec(), made.configuration());
        if (track.filter(numbered::equals).isPresent()) return;
        boolean known = track.isPresent() && target != Codec.AAC;
        track = Optional.of(numbered);
        caughtUp |= newestFedNanos == Long.MIN_VALUE;
        if (!known && caughtUp) listener.ready(this, nowNanos);
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        if (over) return;
        listener.converted(frame.on(number), nowNanos);
        if (caughtUp || frame.ptsNanos() < newestFedNanos - BEHIND_NANOS) return;
        caughtUp = true;
        listener.ready(this, nowNanos);
    }

    @Override
    public void failed(String why, long nowNanos) {
        if (over) return;
        over = true;
        job = Optional.empty();
        listener.failed(this, why, nowNanos);
    }
}
