package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.webrtc.PacketizedFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WHEP session's end in the hub.
///
/// A viewer that joins is sent the group of pictures it came into the middle of: all of it, so that it can decode the
/// present, but with its times drawn together to just before now, so that it shows the present at once instead of
/// playing the past. What is more than a line takes at once goes out in small portions.
///
/// One of many is sent its sound together with the next picture: whoever has to be looked after thirty times a second
/// instead of eighty costs less, and what goes to the kernel in one message does, too.
///
/// A viewer whose line does not carry the stream gets its keyframes only ([Thinning]), until the line has shown that it
/// does.
final class WhepViewer implements PeerOwner, Viewer {
    /// Between two pictures of the past: enough to keep them apart in a 90 kHz clock.
    private static final long PAST_SPACING_NANOS = 1_000_000;
    /// A group of four seconds at 2 Mbit/s is there after 200 ms.
    private static final long MOST_PACE = 40_000_000;

    private static final long PORTION_NANOS = 5_000_000;
    /// A picture that a line takes longer for does not go out at once: what does not fit into a queue of a
    /// router would be lost.
    private static final long BURST_NANOS = 10_000_000;
    /// Of the line's speed, in payload: headers, sound and what is sent again come on top, and queues are to
    /// shrink.
    private static final double PACE = 0.85;
    /// Whatever the line's speed seems to be, what is there is sent faster than more of it comes.
    private static final double LEAST_PACE = 1.1;
    /// In a full packet.
    private static final int PACKET_BYTES = 1_200;
    /// What goes out as one burst of what goes out in portions.
    private static final int MOST_AT_ONCE = 16;
    /// Two packets, because how they arrive shows how fast the line is.
    private static final int LEAST_PORTION_BYTES = PACKET_BYTES + 1;
    /// What waits behind a group that is still being sent: the group of 1000 pictures and 8 MiB in pieces that
    /// the hub may hold, and two seconds of the present, at 60 pictures and 50 packets of sound a second.
    private static final int MAX_BACKLOG = 1_700;

    /// A quarter of what makes a viewer thin.
    private static final double STRAIN_MILLIS = 100;

    /// What browsers may be able to show.
    static final List<Codec> VIDEO = List.of(Codec.H264, Codec.VP8, Codec.VP9, Codec.AV1, Codec.H265);

    /// Sound from further back than this would be heard after its picture was seen.
    private static final long SOUND_BEFORE_NANOS = 40_000_000;

    /// Sound of 40 ms, which is the time of a picture where there are 25 a second.
    static final int MOST_GATHERED = 2;

    private record Waiting(int section, PacketizedFrame packets) {}

    private final Pass pass;
    private final Stream stream;
    private final Audience audience;
    private final Map<Codec.Kind, Codec> negotiated;
    private final WebRtcMeter meter;
    private final long offeredNanos;
    private final ArrayDeque<Waiting> backlog = new ArrayDeque<>();
    private final ArrayList<Frame> gathered = new ArrayList<>(MOST_GATHERED);
    private final Map<Integer, Track> tracks = new HashMap<>();
    /// Of the tracks.
    private int[] numbers = {};
    private final Thinning thinning = new Thinning();
    private @Nullable Session session;
    private long portionNanos = Machine.NEVER;
    private boolean awaitsKeyframe = true;
    /// Whether what waits is of before the viewer came.
    private boolean catchingUp;
    private long soundFromNanos = Long.MIN_VALUE;
    private boolean started;
    private long droppedInARow;

    /// @param negotiated the codec of each section; a section's track number is its kind's ordinal
    WhepViewer(Pass pass, Audience audience, Map<Codec.Kind, Codec> negotiated, WebRtcMeter meter, long offeredNanos) {
        this.pass = pass;
        this.stream = pass.stream();
        this.audience = audience;
        this.negotiated = Map.copyOf(negotiated);
        this.meter = meter;
        this.offeredNanos = offeredNanos;
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

    @Override
    public Optional<Pass> pass() {
        return Optional.of(pass);
    }

    @Override
    public void connected(Session own, long nowNanos) {
        session = own;
        audience.add(this);
        if (!stream.join(this, nowNanos)) own.close(nowNanos);
    }

    /// Whether it is sent keyframes only.
    boolean thin() {
        return thinning.thin();
    }

    /// Whether its line might carry a smaller stream: not one that is dead, or loses packets whatever is sent.
    boolean helpable(long nowNanos) {
        return session != null && !session.line().troubled(Double.POSITIVE_INFINITY, nowNanos);
    }

    /// Whether its packets begin to wait because they are too many, long before it has to be thin. Both as with
    /// thinning: a way that has become longer is none that carries less.
    boolean strained(long nowNanos) {
        return session != null
                && session.line().bitsPerSecond(nowNanos) < streamBits()
                && session.line().troubled(STRAIN_MILLIS, nowNanos);
    }

    /// How fast its line is, in bits a second, if nothing else is on it.
    long lineSpeed() {
        return session == null ? 0 : session.line().speed();
    }

    /// What its line carries, in bits a second.
    long lineBits(long nowNanos) {
        return session == null ? 0 : session.line().bitsPerSecond(nowNanos);
    }

    /// WebRTC shows pictures as they are decoded.
    static Wants anyOf(List<Codec> video) {
        return new Wants(video, List.of(Codec.OPUS), false);
    }

    @Override
    public Wants wants() {
        var audio = negotiated.get(Codec.Kind.AUDIO);
        var video = negotiated.get(Codec.Kind.VIDEO);
        return new Wants(video == null ? List.of() : List.of(video), audio == null ? List.of() : List.of(audio), false);
    }

    @Override
    public void begin(List<Track> newTracks, List<Frame> group, long nowNanos) {
        giveGathered(nowNanos);
        tracks.clear();
        for (var track : newTracks)
            if (negotiated.get(track.kind()) == track.codec()) tracks.put(track.number(), track);
        numbers = tracks.keySet().stream().mapToInt(Integer::intValue).toArray();
        if (session != null && lostItsPictures()) {
            // The client asks again and hears why, or gets another codec.
            session.close(nowNanos);
            return;
        }
        forgetBacklog();
        awaitsKeyframe = true;
        var past = new ArrayList<Frame>();
        for (var frame : group) {
            var track = tracks.get(frame.track());
            if (track != null && track.kind() == Codec.Kind.VIDEO) past.add(frame);
        }
        soundFromNanos = Long.MIN_VALUE;
        if (past.isEmpty() || thinning.thin()) return;
        long last = past.getLast().ptsNanos();
        soundFromNanos = last - SOUND_BEFORE_NANOS;
        for (int i = 0; i < past.size(); i++) {
            var frame = past.get(i);
            var track = tracks.get(frame.track());
            if (track == null) continue;
            var packets = audience.cache().packets(track, frame).at(last - (past.size() - 1 - i) * PAST_SPACING_NANOS);
            await(track.kind().ordinal(), packets, MOST_AT_ONCE);
        }
        awaitsKeyframe = false;
        catchingUp = true;
        sendPortion(nowNanos);
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        var track = tracks.get(frame.track());
        if (track == null || session == null) return;
        // Sound that is made for this viewer is made of the past as well.
        if (track.kind() == Codec.Kind.AUDIO && frame.ptsNanos() < soundFromNanos) return;
        boolean video = track.kind() == Codec.Kind.VIDEO;
        if (!video && gathers()) {
            if (gathered.size() == MOST_GATHERED) giveGathered(nowNanos);
            gathered.add(frame);
            return;
        }
        if (!video) giveGathered(nowNanos);
        give(track, frame, session, nowNanos);
        if (video) giveGathered(nowNanos);
    }

    /// Whether sound waits for the next picture: not where none is due, or where what is sent is paced.
    private boolean gathers() {
        return audience.large() && !awaitsKeyframe && !thinning.thin() && backlog.isEmpty();
    }

    private void giveGathered(long nowNanos) {
        if (gathered.isEmpty() || session == null) return;
        for (var frame : gathered) {
            var track = tracks.get(frame.track());
            if (track != null) give(track, frame, session, nowNanos);
        }
        gathered.clear();
    }

    private void give(Track track, Frame frame, Session own, long nowNanos) {
        boolean video = track.kind() == Codec.Kind.VIDEO;
        if (thinning.thins(streamBits(), own.line(), nowNanos)) becomesThin();
        if (!own.writable() || backlog.size() >= MAX_BACKLOG) {
            forgetBacklog();
            // The rest of the group could not be decoded without what is dropped here.
            awaitsKeyframe = true;
            droppedInARow++;
            return;
        }
        if (droppedInARow > 0) {
            meter.dropped(droppedInARow);
            droppedInARow = 0;
            stream.requestKeyframe(nowNanos);
        }
        if (video && thinning.thin()) {
            if (!thinPicture(own, frame, nowNanos)) return;
        } else if (video) {
            if (awaitsKeyframe && !frame.keyframe()) return;
            awaitsKeyframe = false;
        }
        var packets = audience.cache().packets(track, frame);
        if (video && !gathered.isEmpty()) packets = audience.cache().even(packets);
        int section = track.kind().ordinal();
        if (video && thinning.thin()) {
            await(section, packets, 1);
            if (portionNanos == Machine.NEVER) sendPortion(nowNanos);
        } else if (video && tooLarge(packets, own)) {
            await(section, packets, Math.clamp(bytesAt(pace(nowNanos)) / PACKET_BYTES, 1, MOST_AT_ONCE));
            if (portionNanos == Machine.NEVER) sendPortion(nowNanos);
        } else if (backlog.isEmpty() || !video && !catchingUp) {
            // Sound does not wait for a large picture on a line that takes a second for it.
            send(new Waiting(section, packets), nowNanos);
        } else {
            backlog.add(new Waiting(section, packets));
        }
    }

    /// Whether the line takes long for it.
    private static boolean tooLarge(PacketizedFrame packets, Session own) {
        return packets.payloads().size() * PACKET_BYTES * 8_000_000_000L
                > BURST_NANOS * own.line().speed();
    }

    private void forgetBacklog() {
        backlog.clear();
        catchingUp = false;
        portionNanos = Machine.NEVER;
    }

    private void await(int section, PacketizedFrame packets, int atOnce) {
        if (packets.payloads().size() <= atOnce) backlog.add(new Waiting(section, packets));
        else for (var piece : packets.pieces(atOnce)) backlog.add(new Waiting(section, piece));
    }

    /// What everything that is meant for this viewer takes.
    private long streamBits() {
        long bits = 0;
        for (int number : numbers) bits += stream.bitsPerSecond(number);
        return bits;
    }

    /// What waits for it would only make it later.
    private void becomesThin() {
        forgetBacklog();
        meter.thinned(1);
        if (session != null) session.noteDeadline();
    }

    /// @return whether this picture is sent to a viewer that is sent keyframes only, or was until now
    private boolean thinPicture(Session own, Frame picture, long nowNanos) {
        // So that it need not wait for the one that is due anyway.
        if (!picture.keyframe() && thinning.couldBeWhole(streamBits(), own.line(), nowNanos))
            stream.requestKeyframe(nowNanos);
        if (!picture.keyframe() || !thinning.takes(picture.payload().length(), streamBits(), own.line(), nowNanos))
            return false;
        if (!thinning.thin()) {
            awaitsKeyframe = false;
            meter.thinned(-1);
        }
        return true;
    }

    @Override
    public void interrupted(long nowNanos) {
        giveGathered(nowNanos);
        awaitsKeyframe = true;
    }

    @Override
    public void ended(long nowNanos) {
        giveGathered(nowNanos);
        if (session != null) session.close(nowNanos);
    }

    @Override
    public void keyframeWanted(long nowNanos) {
        stream.requestKeyframe(nowNanos);
    }

    @Override
    public void closed(long nowNanos) {
        stream.leave(this);
        audience.remove(this);
        if (thinning.thin()) meter.thinned(-1);
    }

    @Override
    public void elapse(long nowNanos) {
        if (nowNanos >= portionNanos) sendPortion(nowNanos);
        if (nowNanos >= thinning.probeNanos() && session != null && thinning.probes(session.line(), nowNanos))
            session.probe(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return Math.min(portionNanos, thinning.probeNanos());
    }

    /// A viewer sends nothing that we asked for.
    @Override
    public void received(Frame frame, long nowNanos) {}

    @Override
    public void captured(long ptsNanos, long unixNanos) {}

    @Override
    public void needsKeyframe(int track, long nowNanos) {}

    private boolean lostItsPictures() {
        return negotiated.containsKey(Codec.Kind.VIDEO)
                && tracks.values().stream().noneMatch(track -> track.kind() == Codec.Kind.VIDEO)
                && stream.tracks().stream().anyMatch(track -> track.kind() == Codec.Kind.VIDEO);
    }

    private void sendPortion(long nowNanos) {
        long pace = pace(nowNanos);
        int most = Math.max(bytesAt(pace), thinning.thin() ? 1 : LEAST_PORTION_BYTES);
        int bytes = 0;
        while (!backlog.isEmpty() && bytes < most) {
            var next = backlog.poll();
            bytes += next.packets().bytes();
            send(next, nowNanos);
        }
        // What is more than a portion makes the next one later.
        portionNanos = backlog.isEmpty() ? Machine.NEVER : nowNanos + bytes * 8_000_000_000L / pace;
        catchingUp &= !backlog.isEmpty();
        if (session != null) session.noteDeadline();
    }

    /// In bits a second: what the line carries, as far as that is known.
    private long pace(long nowNanos) {
        if (session == null) return MOST_PACE;
        var line = session.line();
        if (thinning.thin()) return Math.min(line.bitsPerSecond(nowNanos), MOST_PACE);
        return Math.min((long) Math.max(PACE * line.speed(), LEAST_PACE * streamBits()), MOST_PACE);
    }

    /// What goes out at once at such a pace.
    private static int bytesAt(long pace) {
        return (int) (pace / 8 * PORTION_NANOS / 1_000_000_000);
    }

    private void send(Waiting waiting, long nowNanos) {
        if (session == null) return;
        session.send(waiting.section(), waiting.packets(), nowNanos);
        if (!started && waiting.packets().frame().keyframe() && waiting.section() == Codec.Kind.VIDEO.ordinal()) {
            started = true;
            meter.viewerStarted(nowNanos - offeredNanos);
        }
    }
}
