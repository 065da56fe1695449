package io.glasscast.hub;

import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Mishaps;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One camera feed: a publisher that may change, viewers that stay, one timeline for all of them.
///
/// The timeline is the driver's clock, see [Timeline]. Time goes on through a change of publisher, and never backwards.
public final class Stream {
    /// Life of a stream. A publisher that vanishes leaves it lingering, so that it finds its viewers still there when
    /// it comes back.
    private sealed interface State {
        record Waiting() implements State {}

        record Live(Publication publication, Publisher publisher, Programme programme, Timeline timeline)
                implements State {}

        record Lingering(long untilNanos) implements State {}

        /// Over, and nobody gets a frame any more; whoever published may still hear that by another way.
        record Farewell(Publication publication, Publisher publisher, long untilNanos) implements State {}

        record Closed() implements State {}
    }

    /// @param ptsNanos on the publisher's timeline
    private record Said(long ptsNanos, long unixNanos) {}

    /// A new publication continues at least this much after the last frame of the one before.
    private static final long CONTINUATION_NANOS = 1_000_000;
    /// How long a viewer's beginning is put off for sound that has yet to be made: a worker process that has to be
    /// started first takes about a second.
    private static final long PATIENCE_NANOS = 1_500_000_000L;
    /// What nobody uses is made for a while longer: whoever reloads a page finds it going on.
    private static final long UNUSED_NANOS = 10_000_000_000L;
    /// From a publisher's offer to its first packet, on a bad network.
    private static final long CONNECTING_NANOS = 5_000_000_000L;
    /// How long a publisher may take to go by itself once its stream is over. Glasses are told to stop over a socket
    /// of their own, by way of a phone; a connection that ended under their hands first would be one to make again.
    static final long FAREWELL_NANOS = 3_000_000_000L;

    private StreamNames names;
    private final HubTerms terms;
    /// Told of every deadline that came nearer; those that moved back it finds out by itself.
    private final Agenda<Stream> agenda;
    private final KeyframeRequests keyframes;
    private final Conversion.Listener conversions = new Conversions();
    /// Replaced, never changed, so that a viewer may leave while frames are handed round.
    private List<Seat> seats = List.of();
    /// Of those who have a seat, each once.
    private List<Reading> readings = List.of();
    /// Since the stream was opened: numbers are not given twice.
    private long seatsTaken;
    private Pass pass = new Pass(this, Optional.empty());

    private State state = new State.Waiting();
    private boolean playable;
    private long pruneNanos = Machine.NEVER;
    /// When the first of those who wait for their beginning has waited long enough, or earlier.
    private long patienceNanos = Machine.NEVER;
    private final CaptureClock capture;
    /// What the publisher says of its clock, until its next frame.
    private Optional<Said> said = Optional.empty();
    private long lastPtsNanos = -CONTINUATION_NANOS;
    private long lastFrameNanos;
    private long groupStartNanos;
    private TrackRates rates = new TrackRates();
    private final IntakeRate intake = new IntakeRate();
    private long frames;
    private long bytes;

    Stream(StreamNames names, HubTerms terms, Agenda<Stream> agenda) {
        this.names = names;
        this.terms = terms;
        this.agenda = agenda;
        this.keyframes = new KeyframeRequests(terms.limits().keyframeGap().toNanos());
        this.capture = new CaptureClock(terms.limits().clockTrust().toNanos());
    }

    public StreamNames names() {
        return names;
    }

    /// The tracks of the publisher that is there now; empty when there is none.
    public List<Track> tracks() {
        return state instanceof State.Live live ? live.programme().tracks() : List.of();
    }

    /// What a viewer with such wants would get if it joined now, the numbers of the tracks aside.
    public List<Track> offer(Wants wants) {
        return state instanceof State.Live live ? live.programme().offer(wants) : List.of();
    }

    /// Whether the publisher sends pictures that are shown in another order than they are decoded in (B-frames).
    public boolean reorders() {
        return state instanceof State.Live live && live.programme().reorders();
    }

    /// The newest frame that a decoder can begin with, if there are pictures.
    public Optional<Frame> newestKeyframe() {
        if (!(state instanceof State.Live live)) return Optional.empty();
        return live.programme().group(live.programme().tracks()).stream().findFirst();
    }

    /// What the wall clock showed, in nanoseconds since 1970, when the camera saw what is shown at `ptsNanos`: by the
    /// publisher's word where it gave one that can be believed, else the time of arrival. See [CaptureClock].
    public long unixNanosAt(long ptsNanos) {
        return terms.unixNanosAtZero() + ptsNanos - capture.ageNanos();
    }

    /// Learns what went wrong with one of those who watch.
    public Mishaps mishaps() {
        return terms.mishaps();
    }

    /// Whether somebody publishes now.
    public boolean live() {
        return state instanceof State.Live;
    }

    /// Whether nobody publishes, and nobody who did is waited for.
    public boolean waits() {
        return state instanceof State.Waiting;
    }

    /// Whether the stream is over for good.
    public boolean closed() {
        return switch (state) {
            case State.Farewell _, State.Closed _ -> true;
            case State.Waiting _, State.Live _, State.Lingering _ -> false;
        };
    }

    /// Whether it is over, and its publisher has yet to go.
    boolean leaving() {
        return state instanceof State.Farewell;
    }

    /// Whether a viewer that joins now sees a picture at once.
    public boolean playable() {
        return playable;
    }

    public int viewers() {
        return seats.size();
    }

    /// How many watch, by which way.
    public Map<Door, Integer> viewersByDoor() {
        var counts = new EnumMap<Door, Integer>(Door.class);
        for (var seat : seats) counts.merge(seat.guest().door(), 1, Integer::sum);
        return counts;
    }

    /// Who watches.
    public List<Attendance> attendance() {
        return seats.stream().map(Seat::attendance).toList();
    }

    /// What its own playback id lets viewers in by.
    Pass pass() {
        return pass;
    }

    /// By which way somebody publishes now.
    public Optional<Door> publisherDoor() {
        return state instanceof State.Live live ? Optional.of(live.publisher().door()) : Optional.empty();
    }

    /// Frames fanned out since the stream was opened.
    public long frames() {
        return frames;
    }

    /// Bits of payload taken in each second, since it was asked last, or else since the stream could be
    /// watched; 0 while nobody publishes.
    public long intakeBitsPerSecond(long nowNanos) {
        return live() ? intake.bitsPerSecond(bytes, nowNanos) : 0;
    }

    /// What a track takes, in bits a second, over the last two seconds about; 0 before that is known.
    public long bitsPerSecond(int track) {
        return rates.bitsPerSecond(track);
    }

    /// Starts a publication; the newest wins. Whoever published before is dismissed, the viewers stay.
    ///
    /// @throws IllegalStateException when the stream was closed
    public Publication publish(Publisher publisher, List<Track> tracks, long nowNanos) {
        if (closed()) throw new IllegalStateException("closed: " + names);
        var before = state;
        var publication = new Publication(this);
        var programme = programme(tracks);
        if (before instanceof State.Live live) live.programme().close();
        state = new State.Live(publication, publisher, programme, new Timeline(lastPtsNanos + CONTINUATION_NANOS));
        playable = false;
        capture.restart();
        rates = new TrackRates();
        said = Optional.empty();
        lastFrameNanos = nowNanos;
        groupStartNanos = nowNanos;
        if (before instanceof State.Live live) live.publisher().dismissed(Publisher.Dismissal.SUPERSEDED, nowNanos);
        for (var reading : readings) {
            reading.clear();
            settle(reading, programme, nowNanos);
        }
        agenda.note(this);
        return publication;
    }

    /// Somebody is about to publish: the stream does not end while they connect.
    void expectPublisher(long nowNanos) {
        if (state instanceof State.Lingering(var until))
            state = new State.Lingering(Math.max(until, nowNanos + CONNECTING_NANOS));
    }

    /// Adds a viewer, which sees the present at once when the stream is live.
    ///
    /// @return false when the stream has as many viewers as it may have, or is closed, or what let this one in
    ///     has ended
    public boolean join(Guest viewer, long nowNanos) {
        if (closed() || seats.size() >= terms.limits().viewers()) return false;
        if (viewer.pass().filter(held -> !held.valid()).isPresent()) return false;
        var reader = viewer.reader();
        var known =
                readings.stream().filter(reading -> reading.reader() == reader).findFirst();
        var reading = known.orElseGet(() -> new Reading(reader));
        seats(with(seats, new Seat(viewer, reading, "v" + ++seatsTaken, nowNanos)));
        if (state instanceof State.Live live) {
            if (known.isEmpty()) settle(reading, live.programme(), nowNanos);
            if (live.programme().isEmpty()) requestKeyframe(nowNanos);
            if (seats.size() == 1) live.publisher().watched(nowNanos);
        }
        return true;
    }

    public void leave(Guest viewer) {
        seats(seats.stream().filter(seat -> seat.guest() != viewer).toList());
        if (pruneNanos != Machine.NEVER || !(state instanceof State.Live)) return;
        pruneNanos = lastFrameNanos + UNUSED_NANOS;
        agenda.note(this);
    }

    private static List<Seat> with(List<Seat> seats, Seat another) {
        var more = new ArrayList<>(seats);
        more.add(another);
        return List.copyOf(more);
    }

    private void seats(List<Seat> now) {
        seats = now;
        readings = now.stream().map(Seat::reading).distinct().toList();
    }

    /// Parts from one viewer.
    ///
    /// @return whether there is such a viewer
    public boolean dismiss(String viewerId, long nowNanos) {
        var dismissed = seats.stream()
                .filter(seat -> seat.attendance().viewerId().equals(viewerId))
                .findFirst();
        dismissed.ifPresent(seat -> dismiss(seat, nowNanos));
        return dismissed.isPresent();
    }

    private void dismiss(Seat seat, long nowNanos) {
        leave(seat.guest());
        tellEnd(seat, nowNanos);
    }

    private void tellEnd(Seat seat, long nowNanos) {
        try {
            seat.guest().ended(nowNanos);
        } catch (Throwable e) {
            terms.mishaps().happened("the end of a viewer", e);
        }
    }

    private void give(Reading reading, Frame frame, long nowNanos) {
        try {
            reading.frame(frame, nowNanos);
        } catch (Throwable e) {
            broke(reading, e, nowNanos);
        }
    }

    /// What a reader cannot do by a bug of ours costs those who watch by it, who may come again, and nobody
    /// else.
    private void broke(Reading reading, Throwable why, long nowNanos) {
        terms.mishaps().happened("the turn of a viewer", why);
        for (var seat : seats) if (seat.reading() == reading) dismiss(seat, nowNanos);
    }

    void renewPlayback(String playbackId, long nowNanos) {
        var before = pass;
        names = new StreamNames(names.streamId(), names.ingestKey(), playbackId);
        pass = new Pass(this, Optional.empty());
        revoke(before, nowNanos);
    }

    /// Ends a pass, and parts from everybody who came in by it.
    void revoke(Pass ended, long nowNanos) {
        ended.end();
        for (var seat : seats) {
            if (seat.holds(ended)) dismiss(seat, nowNanos);
            else seat.guest().revoked(ended, nowNanos);
        }
    }

    /// Somebody who watches cannot decode before the next keyframe.
    public void requestKeyframe(long nowNanos) {
        keyframes.want();
        if (state instanceof State.Live live) live.programme().requestKeyframe();
        askForKeyframe(nowNanos);
        agenda.note(this);
    }

    /// The publication has other tracks from now on; its timeline goes on.
    void tracks(Publication from, List<Track> tracks, long nowNanos) {
        if (!(state instanceof State.Live live) || live.publication() != from) return;
        var before = live.programme();
        if (before.tracks().equals(tracks)) return;
        var programme = programme(tracks);
        for (var frame : before.group(before.tracks()))
            for (var track : tracks)
                if (track.number() == frame.track() && before.tracks().contains(track)) programme.remember(frame);
        before.close();
        state = new State.Live(from, live.publisher(), programme, live.timeline());
        for (var reading : readings) settle(reading, programme, nowNanos);
    }

    /// The publisher says when the camera saw what is shown at `ptsNanos`.
    void captured(Publication from, long ptsNanos, long unixNanos) {
        if (!(state instanceof State.Live live) || live.publication() != from) return;
        said = Optional.of(new Said(ptsNanos, unixNanos));
    }

    void present(Publication from, long dtsNanos) {
        if (state instanceof State.Live live && live.publication() == from)
            live.timeline().present(dtsNanos);
    }

    void frame(Publication from, Frame frame, long nowNanos) {
        if (!(state instanceof State.Live live) || live.publication() != from) return;
        var placed = live.timeline().place(frame, nowNanos);
        lastPtsNanos = Math.max(lastPtsNanos, placed.ptsNanos());
        // Where something is on the stream's timeline is known once a frame was placed.
        said.ifPresent(
                it -> capture.stated(terms.unixNanosAtZero() + live.timeline().place(it.ptsNanos()) - it.unixNanos()));
        said = Optional.empty();
        capture.reached(lastPtsNanos);
        lastFrameNanos = nowNanos;
        frames++;
        bytes += placed.payload().length();
        rates.frame(placed.track(), placed.payload().length(), nowNanos);
        int videoTrack = live.programme().videoTrack();
        boolean startsGroup = placed.keyframe() && (videoTrack == placed.track() || videoTrack < 0);
        if (startsGroup) {
            keyframes.arrived();
            groupStartNanos = nowNanos;
        }
        boolean reordersNow = live.programme().frame(placed);
        for (var reading : readings) give(reading, placed, nowNanos);
        if (reordersNow)
            for (var reading : readings) if (!reading.wants().reordered()) settle(reading, live.programme(), nowNanos);
        if (startsGroup && !playable) {
            playable = true;
            intake.begin(nowNanos);
            agenda.note(this);
            terms.listener().accept(names, StreamEvent.PLAYABLE);
        }
    }

    void unpublish(Publication publication, long nowNanos) {
        if (state instanceof State.Farewell(var last, var _, var _) && last == publication) state = new State.Closed();
        if (!(state instanceof State.Live live) || live.publication() != publication) return;
        live.programme().close();
        state = new State.Lingering(nowNanos + terms.limits().linger().toNanos());
        agenda.note(this);
        interrupt(nowNanos);
    }

    void close(long nowNanos) {
        playable = false;
        if (state instanceof State.Live live) {
            live.programme().close();
            state = new State.Farewell(live.publication(), live.publisher(), nowNanos + FAREWELL_NANOS);
            agenda.note(this);
        } else {
            state = new State.Closed();
        }
        endViewers(nowNanos);
    }

    /// Parts from whoever has not gone by itself.
    void dismiss(long nowNanos) {
        if (!(state instanceof State.Farewell(var _, var publisher, var _))) return;
        state = new State.Closed();
        publisher.dismissed(Publisher.Dismissal.STREAM_CLOSED, nowNanos);
    }

    void elapse(long nowNanos) {
        switch (state) {
            case State.Live live -> {
                if (playable && nowNanos >= stallNanos()) {
                    live.programme().clear();
                    interrupt(nowNanos);
                }
                if (nowNanos >= patienceNanos) {
                    for (var reading : readings)
                        if (nowNanos >= reading.patienceNanos()) begin(reading, live.programme(), nowNanos);
                    patienceNanos = Machine.NEVER;
                    for (var reading : readings) patienceNanos = Math.min(patienceNanos, reading.patienceNanos());
                }
                if (nowNanos >= pruneNanos) {
                    pruneNanos = Machine.NEVER;
                    live.programme().prune(readings.stream().map(Reading::wants).toList());
                }
                if (nowNanos >= groupEndNanos()) {
                    groupStartNanos = nowNanos;
                    keyframes.want();
                }
                askForKeyframe(nowNanos);
            }
            case State.Lingering(var until) -> {
                if (nowNanos < until) return;
                state = new State.Waiting();
                endViewers(nowNanos);
                terms.listener().accept(names, StreamEvent.ABANDONED);
            }
            case State.Farewell(var _, var _, var until) -> {
                if (nowNanos >= until) dismiss(nowNanos);
            }
            case State.Waiting _, State.Closed _ -> {}
        }
    }

    long deadlineNanos() {
        return switch (state) {
            case State.Live _ ->
                Math.min(
                        Math.min(playable ? stallNanos() : Machine.NEVER, groupEndNanos()),
                        Math.min(keyframes.deadlineNanos(), Math.min(pruneNanos, patienceNanos)));
            case State.Lingering(var until) -> until;
            case State.Farewell(var _, var _, var until) -> until;
            case State.Waiting _, State.Closed _ -> Machine.NEVER;
        };
    }

    private void interrupt(long nowNanos) {
        boolean was = playable;
        playable = false;
        for (var reading : readings) {
            try {
                reading.interrupted(nowNanos);
            } catch (Throwable e) {
                broke(reading, e, nowNanos);
            }
        }
        if (was) terms.listener().accept(names, StreamEvent.INTERRUPTED);
    }

    private void askForKeyframe(long nowNanos) {
        if (state instanceof State.Live live && keyframes.take(nowNanos))
            live.publisher().requestKeyframe(nowNanos);
    }

    private void endViewers(long nowNanos) {
        var last = seats;
        seats(List.of());
        for (var seat : last) tellEnd(seat, nowNanos);
    }

    private long stallNanos() {
        return lastFrameNanos + terms.limits().stall().toNanos();
    }

    private long groupEndNanos() {
        return groupStartNanos + terms.limits().keyframeEvery().toNanos();
    }

    private Programme programme(List<Track> tracks) {
        return new Programme(names.streamId(), tracks, terms.transcoder(), conversions);
    }

    /// Lets a reader begin, or wait for what is being made for it.
    private void settle(Reading reading, Programme programme, long nowNanos) {
        var selection = programme.select(reading.wants(), nowNanos);
        if (selection.complete()) begin(reading, programme, selection.tracks(), nowNanos);
        else if (!reading.waiting()) await(reading, nowNanos + PATIENCE_NANOS);
    }

    private void await(Reading reading, long untilNanos) {
        reading.await(untilNanos);
        patienceNanos = Math.min(patienceNanos, untilNanos);
        agenda.note(this);
    }

    /// Lets a reader begin with what there is.
    private void begin(Reading reading, Programme programme, long nowNanos) {
        begin(reading, programme, programme.select(reading.wants(), nowNanos).tracks(), nowNanos);
    }

    private void begin(Reading reading, Programme programme, List<Track> tracks, long nowNanos) {
        try {
            reading.begin(tracks, programme.group(tracks), nowNanos);
        } catch (Throwable e) {
            broke(reading, e, nowNanos);
        }
    }

    /// What is made out of a publication's tracks joins them here. A publication that was replaced has closed its
    /// conversions, so they are always those of the present one.
    private final class Conversions implements Conversion.Listener {
        @Override
        public void ready(Conversion conversion, long nowNanos) {
            if (!(state instanceof State.Live live)) return;
            for (var reading : readings) {
                var selection = live.programme().select(reading.wants(), nowNanos);
                var made = selection.tracks().stream().anyMatch(track -> track.number() == conversion.number());
                if (made) settle(reading, live.programme(), nowNanos);
            }
        }

        @Override
        public void converted(Frame frame, long nowNanos) {
            if (!(state instanceof State.Live live)) return;
            live.programme().remember(frame);
            rates.frame(frame.track(), frame.payload().length(), nowNanos);
            for (var reading : readings) give(reading, frame, nowNanos);
        }

        @Override
        public void failed(Conversion conversion, String why, long nowNanos) {
            if (!(state instanceof State.Live live)) return;
            live.programme().failed(conversion, nowNanos);
            for (var reading : readings)
                if (reading.waiting() || reading.gets(conversion.number())) begin(reading, live.programme(), nowNanos);
        }
    }
}
