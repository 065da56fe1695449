package io.glasscast.gates;

import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Caching;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.BlockingRequest;
import io.glasscast.protocol.hls.MediaPlaylist;
import io.glasscast.protocol.hls.MultivariantPlaylist;
import io.glasscast.protocol.hls.PlaybackFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Answers for one window. What is written for the first who asks is kept for the others.
final class Answers {
    private static final String HLS = "application/vnd.apple.mpegurl";
    private static final String DASH = "application/dash+xml";
    /// The URL never stands for anything else, and nobody asks for it after some minutes.
    private static final Caching FOREVER = new Caching(300, true);
    /// A playlist as it is now.
    private static final Caching BRIEF = new Caching(1, false);
    /// A playlist that has what its URL asks for: it has it still when it is some seconds old.
    private static final Caching BLOCKED = new Caching(4, false);

    /// No segment is shorter, unless the stream breaks off in it.
    private static final double SHORTEST_SECONDS = 0.4;

    private static final Answer NOT_FOUND =
            new Answer.Refused(Refusal.NOT_FOUND, "There is no such file, or not any more.");
    private static final Answer TOO_FAR =
            new Answer.Refused(Refusal.MALFORMED, "The stream is not nearly that far yet.");

    private final Function<Window, String> manifest;
    private final Map<String, Bytes> written = new HashMap<>();

    Answers(Function<Window, String> manifest) {
        this.manifest = manifest;
    }

    /// Another window came.
    void forget() {
        written.clear();
    }

    /// The answer; empty when it has to wait.
    ///
    /// @param whole whether the window has all renditions that the stream has
    Optional<Answer> to(Window window, PlaybackFile file, BlockingRequest blocking, boolean whole) {
        return switch (file) {
            case PlaybackFile.Multivariant() ->
                whole ? text("index", HLS, BRIEF, () -> MultivariantPlaylist.of(window, "")) : Optional.empty();
            case PlaybackFile.Manifest() ->
                whole ? text("manifest", DASH, BRIEF, () -> manifest.apply(window)) : Optional.empty();
            case PlaybackFile.Media(var kind) -> {
                var rendition = window.rendition(kind);
                if (rendition.isPresent()) yield media(window, rendition.get(), blocking);
                yield whole ? Optional.of(NOT_FOUND) : Optional.empty();
            }
            case PlaybackFile.Init(var kind, var id) ->
                Optional.of(window.rendition(kind)
                        .flatMap(rendition -> rendition.init(id))
                        .map(init -> found(kind, List.of(init.bytes())))
                        .orElse(NOT_FOUND));
            case PlaybackFile.Whole(var kind, var msn) ->
                window.rendition(kind)
                        .map(rendition -> segment(rendition, msn, window.ended()))
                        .orElse(Optional.of(NOT_FOUND));
            case PlaybackFile.At(var kind, var msn, var ticks) ->
                window.rendition(kind)
                        .flatMap(rendition ->
                                rendition.before(ticks).map(near -> at(rendition, near, msn, ticks, window.ended())))
                        .orElse(Optional.of(NOT_FOUND));
            case PlaybackFile.Piece(var kind, var msn, var part) ->
                window.rendition(kind)
                        .map(rendition -> part(rendition, msn, part, window.ended()))
                        .orElse(Optional.of(NOT_FOUND));
        };
    }

    private Optional<Answer> media(Window window, Rendition rendition, BlockingRequest blocking) {
        return switch (blocking.on(window, rendition)) {
            case WAIT -> Optional.empty();
            case TOO_FAR -> Optional.of(TOO_FAR);
            case ANSWER ->
                text(
                        rendition.kind().name() + blocking.skip(),
                        HLS,
                        blocking.msn() < 0 ? BRIEF : BLOCKED,
                        () -> MediaPlaylist.of(window, rendition, blocking.skip()));
        };
    }

    /// A segment that grows is delivered while it does; the next one is waited for, for DASH players are told when to
    /// expect it.
    private static Optional<Answer> segment(Rendition rendition, long msn, boolean ended) {
        var segment = rendition.segment(msn);
        if (segment.isEmpty()) {
            boolean soon = !ended
                    && rendition.last().complete()
                    && msn == rendition.last().msn() + 1;
            return soon ? Optional.empty() : Optional.of(NOT_FOUND);
        }
        if (segment.get().gap()) return Optional.of(NOT_FOUND);
        if (segment.get().complete())
            return Optional.of(found(rendition.kind(), segment.get().content()));
        return Optional.of(new Answer.Streaming(contentType(rendition.kind()), FOREVER));
    }

    /// What is shown at a time: as a rule, a segment's start. FFmpeg also asks for the end that the last segment was
    /// told to have, which was a guess, and means the segment that is there. What is not certain yet is waited for,
    /// since a name stands for one thing for ever.
    ///
    /// @param near the newest segment that starts then or before
    private static Optional<Answer> at(Rendition rendition, Segment near, long msn, long ticks, boolean ended) {
        if (near.msn() < msn) return Optional.of(NOT_FOUND);
        long into = ticks - near.startTicks();
        boolean certain = near.complete()
                ? into < near.durationTicks()
                : into < SHORTEST_SECONDS * near.init().timescale();
        if (certain) return segment(rendition, near.msn(), ended);
        return near.msn() == rendition.last().msn() && !ended ? Optional.empty() : Optional.of(NOT_FOUND);
    }

    /// The part that the playlist hints at is waited for, unless the segment ends without it.
    private static Optional<Answer> part(Rendition rendition, long msn, int part, boolean ended) {
        var segment = rendition.segment(msn);
        if (segment.isPresent() && part < segment.get().parts().size())
            return Optional.of(found(
                    rendition.kind(), List.of(segment.get().parts().get(part).bytes())));
        var last = rendition.last();
        boolean hinted = last.complete()
                ? msn == last.msn() + 1 && part == 0
                : (msn == last.msn() && part == last.parts().size()) || (msn == last.msn() + 1 && part == 0);
        return hinted && !ended ? Optional.empty() : Optional.of(NOT_FOUND);
    }

    private Optional<Answer> text(String name, String contentType, Caching caching, Supplier<String> text) {
        var bytes = written.computeIfAbsent(name, _ -> Bytes.utf8(text.get()));
        return Optional.of(new Answer.Found(contentType, List.of(bytes), caching));
    }

    private static Answer found(Codec.Kind kind, List<Bytes> body) {
        return new Answer.Found(contentType(kind), body, FOREVER);
    }

    private static String contentType(Codec.Kind kind) {
        return switch (kind) {
            case VIDEO -> "video/mp4";
            case AUDIO -> "audio/mp4";
        };
    }
}
