package io.glasscast.gates;

import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.hub.Attendance;
import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.fmp4.Packager;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.BlockingRequest;
import io.glasscast.protocol.hls.PlaybackFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// One stream as it is packaged, and the requests that wait for what comes next.
final class Packaging implements Viewer {
    private static final long SECOND = 1_000_000_000L;
    private static final long IDLE_NANOS = 60 * SECOND;
    /// A stream that is live has its first part by then, if its keyframes come when they are asked for.
    private static final long START_NANOS = 5 * SECOND;

    private static final long KEYFRAME_GAP_NANOS = SECOND;
    /// Two renditions' playlists and parts, for more players than the hub lets watch.
    private static final int MAX_WAITING = 50_000;

    /// Players ask at least once a segment; one that is paused does not watch.
    private static final long PRESENT_NANOS = 10 * SECOND;

    private record Waiting(
            Pass pass,
            PlaybackFile file,
            BlockingRequest blocking,
            Body body,
            long untilNanos,
            Consumer<Answer> answer) {}

    /// Who came by a pass, from when to when.
    private record Visit(long fromNanos, long untilNanos) {}

    private final Stream stream;
    private final Packager packager;
    private final Answers answers;
    private final Consumer<Packaging> due;
    private final Deliveries deliveries = new Deliveries();
    private final Map<Pass, Visit> visits = new HashMap<>();
    private List<Waiting> waiting = new ArrayList<>();
    private Optional<Window> window = Optional.empty();
    private List<Codec.Kind> kinds = List.of();
    private long revision;
    private long askedNanos;
    private long keyframeNanos = Long.MIN_VALUE;
    private boolean ended;
    private boolean stopped;

    /// @param due is told when the deadline has come nearer by itself
    Packaging(Stream stream, Packager packager, Function<Window, String> manifest, Consumer<Packaging> due) {
        this.stream = stream;
        this.packager = packager;
        this.answers = new Answers(manifest);
        this.due = due;
    }

    Stream stream() {
        return stream;
    }

    boolean ended() {
        return ended;
    }

    int waiting() {
        return waiting.size();
    }

    long bytes() {
        return packager.bytes();
    }

    /// @return false when the stream takes no more viewers
    boolean start(long nowNanos) {
        askedNanos = nowNanos;
        return stream.join(this, nowNanos);
    }

    /// Answers, or keeps the request until it can.
    void ask(Pass pass, PlaybackFile file, String query, Body body, long nowNanos, Consumer<Answer> answer) {
        askedNanos = nowNanos;
        visits.merge(pass, new Visit(nowNanos, nowNanos + PRESENT_NANOS), Packaging::goneOn);
        if (!(BlockingRequest.parse(query) instanceof Parsed.Ok<BlockingRequest>(var blocking))) {
            answer.accept(new Answer.Refused(Refusal.MALFORMED, "The query's _HLS_ directives cannot be read."));
            return;
        }
        long patience = window.map(BlockingRequest::patienceNanos).orElse(START_NANOS);
        var request = new Waiting(pass, file, blocking, body, nowNanos + patience, answer);
        if (answered(request, false)) return;
        if (waiting.size() >= MAX_WAITING) {
            answer.accept(new Answer.Refused(Refusal.TOO_MANY, "Too many requests wait."));
            return;
        }
        waiting.add(request);
    }

    private static Visit goneOn(Visit before, Visit now) {
        return now.fromNanos() >= before.untilNanos() ? now : new Visit(before.fromNanos(), now.untilNanos());
    }

    List<Attendance> attendance(long nowNanos) {
        var present = new ArrayList<Attendance>();
        visits.forEach((pass, visit) -> {
            if (nowNanos >= visit.untilNanos()) return;
            var viewerId = pass.link().map(link -> "hls-" + link.linkId()).orElse("hls");
            present.add(new Attendance(viewerId, Door.HLS, pass.link(), visit.fromNanos()));
        });
        return present;
    }

    @Override
    public void revoked(Pass pass, long nowNanos) {
        visits.remove(pass);
        var over = waiting.stream().filter(request -> request.pass() == pass).toList();
        waiting.removeAll(over);
        for (var request : over)
            request.answer().accept(new Answer.Refused(Refusal.NOT_FOUND, "There is no such stream."));
        deliveries.breakOff(pass);
    }

    /// Whether nobody has asked for a while, or can ask any more: a stream that is over for good has no name.
    boolean idle(long nowNanos) {
        return nowNanos >= idleNanos();
    }

    private long idleNanos() {
        return stream.closed() ? askedNanos : askedNanos + IDLE_NANOS;
    }

    /// Nobody watches any more.
    void stop(long nowNanos) {
        stopped = true;
        stream.leave(this);
        var late = waiting;
        waiting = new ArrayList<>();
        for (var request : late) request.answer().accept(tooLate());
        deliveries.breakOff();
    }

    void elapse(long nowNanos) {
        var due = waiting.stream()
                .filter(request -> request.untilNanos() <= nowNanos)
                .toList();
        waiting.removeAll(due);
        for (var request : due) if (!answered(request, true)) request.answer().accept(tooLate());
    }

    long deadlineNanos() {
        if (stopped) return Machine.NEVER;
        long earliest = idleNanos();
        for (var request : waiting) earliest = Math.min(earliest, request.untilNanos());
        return Math.min(earliest, Machine.NEVER);
    }

    @Override
    public Door door() {
        return Door.HLS;
    }

    @Override
    public Wants wants() {
        return new Wants(List.of(Codec.H264, Codec.H265, Codec.AV1, Codec.VP9), List.of(Codec.AAC), true);
    }

    @Override
    public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
        kinds = tracks.stream().map(Track::kind).distinct().toList();
        packager.begin(tracks, group);
        settle(nowNanos);
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        packager.frame(frame);
        settle(nowNanos);
    }

    @Override
    public void interrupted(long nowNanos) {
        packager.interrupted();
        settle(nowNanos);
    }

    @Override
    public void ended(long nowNanos) {
        ended = true;
        packager.end();
        settle(nowNanos);
        deliveries.breakOff();
        due.accept(this);
    }

    /// Gives everybody what has come.
    private void settle(long nowNanos) {
        if (packager.wantsKeyframe() && nowNanos - KEYFRAME_GAP_NANOS >= keyframeNanos) {
            keyframeNanos = nowNanos;
            stream.requestKeyframe(nowNanos);
        }
        if (packager.revision() == revision) return;
        revision = packager.revision();
        window = packager.window();
        answers.forget();
        window.ifPresent(deliveries::deliver);
        if (waiting.isEmpty()) return;
        var asked = waiting;
        waiting = new ArrayList<>();
        for (var request : asked) if (!answered(request, false)) waiting.add(request);
    }

    /// Whether it is the first that a player asks for: a playlist, as it is.
    private static boolean first(Waiting request) {
        return switch (request.file()) {
            case PlaybackFile.Multivariant _ -> true;
            case PlaybackFile.Media _ -> request.blocking().msn() < 0;
            case PlaybackFile.Manifest _,
                    PlaybackFile.Init _,
                    PlaybackFile.Whole _,
                    PlaybackFile.At _,
                    PlaybackFile.Piece _ -> false;
        };
    }

    /// Players that know nothing of parts need a segment to begin with; some crash at a playlist without any.
    private static boolean hasSegments(Window window) {
        return java.util.stream.Stream.concat(window.video().stream(), window.audio().stream())
                .allMatch(rendition -> rendition.segments().getFirst().complete());
    }

    /// Answers if it can be done now.
    ///
    /// @param atAnyRate whether less than what should be there will do
    private boolean answered(Waiting request, boolean atAnyRate) {
        if (window.isEmpty()) return false;
        if (!atAnyRate && first(request) && !hasSegments(window.get())) return false;
        boolean whole = atAnyRate
                || kinds.stream().allMatch(kind -> window.get().rendition(kind).isPresent());
        var answer = answers.to(window.get(), request.file(), request.blocking(), whole);
        answer.ifPresent(given -> {
            request.answer().accept(given);
            if (given instanceof Answer.Streaming)
                switch (request.file()) {
                    case PlaybackFile.Whole(var kind, var _) -> deliver(request, kind, window.get());
                    case PlaybackFile.At(var kind, var _, var _) -> deliver(request, kind, window.get());
                    case PlaybackFile.Multivariant _,
                            PlaybackFile.Media _,
                            PlaybackFile.Manifest _,
                            PlaybackFile.Init _,
                            PlaybackFile.Piece _ -> {}
                }
        });
        return answer.isPresent();
    }

    private void deliver(Waiting request, Codec.Kind kind, Window now) {
        deliveries.add(request.pass(), kind, request.body(), now);
    }

    private static Answer tooLate() {
        return new Answer.Refused(Refusal.TOO_LATE, "It did not come in time.");
    }
}
