package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsMuxer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stream as MPEG-TS in datagrams, for somebody who may not keep up: then it goes on at the next keyframe.
final class TsFeed implements Viewer {
    /// Seven packets of 188 bytes: what an SRT datagram holds.
    private static final int DATAGRAM = 1316;
    /// Between two pictures of the past: enough to keep them apart in a 90 kHz clock.
    private static final long PAST_SPACING_NANOS = 1_000_000;

    /// Where it goes.
    interface Way {
        /// What it was let in by; empty: it is one of ours.
        default Optional<Pass> pass() {
            return Optional.empty();
        }

        /// Whether what is sent now leaves soon.
        boolean writable(long nowNanos);

        void send(Bytes datagram, long nowNanos);

        /// The first picture is on its way, or the first sound where there are no pictures.
        void started(long nowNanos);

        /// Frames were left out, so many in a row.
        void dropped(long frames);

        /// There is nothing more to send.
        void ended(long nowNanos);
    }

    /// What somebody who joins begins with.
    enum Beginning {
        /// The group of pictures that it comes into the middle of, drawn together to just before now: for
        /// people.
        PRESENT,
        /// The next keyframe, so that all times are true: for other servers.
        NEXT_KEYFRAME
    }

    private final Stream stream;
    private final Door door;
    private final Wants wants;
    private final Beginning beginning;
    private final Way way;
    private final Set<Integer> pictures = new HashSet<>();
    private @Nullable TsMuxer muxer;
    private boolean awaitsKeyframe = true;
    private boolean started;
    private long lastPictureNanos;
    private long droppedInARow;

    TsFeed(Stream stream, Door door, Wants wants, Beginning beginning, Way way) {
        this.stream = stream;
        this.door = door;
        this.wants = wants;
        this.beginning = beginning;
        this.way = way;
    }

    @Override
    public Door door() {
        return door;
    }

    @Override
    public Wants wants() {
        return wants;
    }

    @Override
    public Optional<Pass> pass() {
        return way.pass();
    }

    @Override
    public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
        var usable = tracks.stream().filter(TsMuxer::carries).toList();
        pictures.clear();
        for (var track : usable) if (track.kind() == Codec.Kind.VIDEO) pictures.add(track.number());
        if (muxer == null) muxer = new TsMuxer(usable);
        else muxer.tracks(usable);
        var past =
                group.stream().filter(frame -> pictures.contains(frame.track())).toList();
        if (started) goOn(past, nowNanos);
        else if (beginning == Beginning.PRESENT) sendPast(past, nowNanos);
        if (pictures.isEmpty()) awaitsKeyframe = false;
        if (awaitsKeyframe) stream.requestKeyframe(nowNanos);
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        if (muxer == null) return;
        boolean picture = pictures.contains(frame.track());
        if (!way.writable(nowNanos)) {
            // The rest of the group could not be decoded without what is dropped here.
            awaitsKeyframe = !pictures.isEmpty();
            droppedInARow++;
            return;
        }
        if (droppedInARow > 0) {
            way.dropped(droppedInARow);
            droppedInARow = 0;
            stream.requestKeyframe(nowNanos);
        }
        if (picture && awaitsKeyframe && !frame.keyframe()) return;
        if (!picture && awaitsKeyframe && !started) return;
        if (picture) awaitsKeyframe = false;
        send(frame, nowNanos);
    }

    @Override
    public void interrupted(long nowNanos) {
        awaitsKeyframe = !pictures.isEmpty();
    }

    @Override
    public void ended(long nowNanos) {
        way.ended(nowNanos);
    }

    /// Other tracks came or went while somebody watches: the picture goes on after the last one sent, if it can.
    private void goOn(List<Frame> past, long nowNanos) {
        var unseen = past.stream()
                .filter(frame -> frame.dtsNanos() > lastPictureNanos)
                .toList();
        boolean seenItsBeginning = unseen.size() < past.size();
        boolean whole = !past.isEmpty() && (!seenItsBeginning || !awaitsKeyframe);
        awaitsKeyframe = !whole;
        if (whole) for (var frame : unseen) send(frame, nowNanos);
    }

    /// The pictures of the past, in as little time as keeps them apart: what is shown first is the present.
    private void sendPast(List<Frame> past, long nowNanos) {
        if (past.isEmpty()) return;
        long last = past.getLast().dtsNanos();
        long span = Math.max(1, last - past.getFirst().dtsNanos());
        double ratio = Math.min(1, (double) (past.size() - 1) * PAST_SPACING_NANOS / span);
        awaitsKeyframe = false;
        for (var frame : past) {
            long dts = last - (long) ((last - frame.dtsNanos()) * ratio);
            // What is shown after the present keeps its time.
            long pts = frame.ptsNanos() >= last ? frame.ptsNanos() : last - (long) ((last - frame.ptsNanos()) * ratio);
            send(new Frame(frame.track(), Math.max(pts, dts), dts, frame.keyframe(), frame.payload()), nowNanos);
        }
    }

    private void send(Frame frame, long nowNanos) {
        if (muxer == null) return;
        var packets = muxer.mux(frame);
        for (int at = 0; at < packets.length(); at += DATAGRAM)
            way.send(packets.slice(at, Math.min(DATAGRAM, packets.length() - at)), nowNanos);
        if (pictures.contains(frame.track())) lastPictureNanos = frame.dtsNanos();
        if (!started && !packets.isEmpty()) {
            started = true;
            way.started(nowNanos);
        }
    }
}
