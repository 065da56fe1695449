package io.glasscast.gates;

import io.glasscast.bitstream.DecodingTimes;
import io.glasscast.hub.Door;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WHIP session's end in the hub. It publishes once its peer has connected, so that an offer that comes to nothing
/// disturbs nobody. What it is asked to send follows from who watches ([Demand]).
final class WhipPublisher implements PeerOwner, Publisher {
    private final Stream stream;
    private final Audience audience;
    private final List<Track> tracks;
    private final long patienceNanos;
    private final WebRtcMeter meter;
    private final long offeredNanos;
    /// RTP says when a picture is shown, never when it is decoded; by track.
    private final List<DecodingTimes> decoding;
    private @Nullable Session session;
    private @Nullable Publication publication;
    private @Nullable Demand demand;
    private long lookNanos = Machine.NEVER;
    private long askedBits = Demand.EVERYTHING;
    private boolean started;

    /// @param patience how long nobody may watch before it is asked for less
    WhipPublisher(
            Stream stream,
            Audience audience,
            List<Track> tracks,
            Optional<Duration> patience,
            WebRtcMeter meter,
            long offeredNanos) {
        this.stream = stream;
        this.audience = audience;
        this.tracks = List.copyOf(tracks);
        this.patienceNanos = patience.map(Duration::toNanos).orElse(Machine.NEVER);
        this.meter = meter;
        this.offeredNanos = offeredNanos;
        this.decoding =
                tracks.stream().map(track -> new DecodingTimes(track.codec())).toList();
    }

    @Override
    public Stream stream() {
        return stream;
    }

    @Override
    public Audience audience() {
        return audience;
    }

    @Override
    public Door door() {
        return Door.WEBRTC;
    }

    boolean publishes() {
        return publication != null;
    }

    @Override
    public void connected(Session own, long nowNanos) {
        session = own;
        if (stream.closed()) {
            own.close(nowNanos);
            return;
        }
        publication = stream.publish(this, tracks, nowNanos);
        demand = new Demand(patienceNanos, nowNanos);
        lookNanos = nowNanos;
    }

    @Override
    public void watched(long nowNanos) {
        boolean little = askedBits == Demand.UNWATCHED;
        look(nowNanos);
        // The encoder's last one was made with few bits.
        if (little) stream.requestKeyframe(nowNanos);
    }

    private void look(long nowNanos) {
        if (demand == null || session == null || publication == null) return;
        long streamBits = 0;
        for (var track : tracks) streamBits += stream.bitsPerSecond(track.number());
        demand.look(audience.watching(nowNanos), streamBits, nowNanos);
        ask(demand.bitsPerSecond(), session, nowNanos);
    }

    private void ask(long bits, Session own, long nowNanos) {
        if (bits == askedBits) return;
        if (askedBits == Demand.EVERYTHING) meter.restrained(1);
        if (bits == Demand.EVERYTHING) meter.restrained(-1);
        askedBits = bits;
        own.limit(bits, nowNanos);
    }

    @Override
    public void received(Frame frame, long nowNanos) {
        if (publication == null) return;
        if (!started && frame.keyframe() && tracks.get(frame.track()).kind() == Codec.Kind.VIDEO) {
            started = true;
            meter.publisherStarted(nowNanos - offeredNanos);
        }
        publication.frame(decoding.get(frame.track()).place(frame), nowNanos);
    }

    @Override
    public void captured(long ptsNanos, long unixNanos) {
        if (publication != null) publication.captured(ptsNanos, unixNanos);
    }

    @Override
    public void needsKeyframe(int track, long nowNanos) {
        // Through the stream, which limits how often a publisher is asked.
        if (publication != null) stream.requestKeyframe(nowNanos);
    }

    @Override
    public void requestKeyframe(long nowNanos) {
        if (session == null) return;
        for (var track : tracks)
            if (track.kind() == Codec.Kind.VIDEO) session.requestKeyframe(track.number(), nowNanos);
    }

    @Override
    public void dismissed(Dismissal why, long nowNanos) {
        forgetPublication();
        if (session != null) session.close(nowNanos);
    }

    @Override
    public void keyframeWanted(long nowNanos) {}

    @Override
    public void closed(long nowNanos) {
        if (publication != null) publication.end(nowNanos);
        forgetPublication();
    }

    private void forgetPublication() {
        publication = null;
        lookNanos = Machine.NEVER;
        if (askedBits != Demand.EVERYTHING) meter.restrained(-1);
        askedBits = Demand.EVERYTHING;
    }

    @Override
    public void elapse(long nowNanos) {
        if (nowNanos < lookNanos) return;
        lookNanos = nowNanos + Demand.LOOK_NANOS;
        look(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return lookNanos;
    }
}
