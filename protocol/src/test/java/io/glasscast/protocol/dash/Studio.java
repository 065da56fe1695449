package io.glasscast.protocol.dash;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.InitSegment;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.fmp4.Part;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A stream that is cut into windows without any media in it: what is listed when, and nothing else.
final class Studio {
    static final long PART_NANOS = 200_000_000L;
    static final long UNIX_NANOS_AT_ZERO = 1_750_000_000_123_456_789L;

    private static final Part KEYFRAME = new Part(Bytes.hex("0000000870726674"), PART_NANOS, true);
    private static final Part PART = new Part(Bytes.hex("0000000870726674"), PART_NANOS, false);

    private final Chance chance;
    private final PackagingTerms terms = PackagingTerms.DEFAULT;
    private final List<Segment> video = new ArrayList<>();
    private final List<Segment> audio = new ArrayList<>();
    private long nowNanos = 100_000_000_000L;
    private long msn = 7;
    private int publisher;
    private long discontinuities;
    private boolean another;
    private boolean goesOn;
    private long keyframeEveryNanos = 2_000_000_000L;
    private long lengthNanos;

    Studio(long seed) {
        chance = Chance.seeded(seed);
        begin();
    }

    /// Segments last about this long from now on.
    void keyframeEvery(long nanos) {
        keyframeEveryNanos = nanos;
    }

    /// Nobody publishes for a while; then somebody else does.
    void cut(long silenceNanos) {
        finish();
        nowNanos += silenceNanos;
        publisher++;
        discontinuities++;
        another = true;
        begin();
    }

    /// The segments are whole, and of the next, which have begun, there is nothing yet.
    void turn() {
        finish();
        goesOn = true;
    }

    /// Another 200 ms.
    void part() {
        nowNanos += PART_NANOS;
        grow(video);
        grow(audio);
        if (newest(video).durationNanos() < lengthNanos) return;
        finish();
        begin();
    }

    /// The pictures stop for one segment, and the sound does not.
    void hole() {
        finish();
        nowNanos += 2_000_000_000L;
        video.add(segment(Codec.Kind.VIDEO, 2_000_000_000L, true, List.of()));
        audio.add(segment(Codec.Kind.AUDIO, 2_000_000_000L, true, List.of(KEYFRAME)));
        msn++;
        begin();
    }

    Window window() {
        while (video.size() > 1
                && total(video) - video.getFirst().durationNanos()
                        > terms.window().toNanos()) {
            video.removeFirst();
            audio.removeFirst();
        }
        return window(audio);
    }

    /// As long as nothing has come of the sound since the last cut.
    Window windowWithoutNewSound() {
        return window(audio.stream()
                .filter(segment -> segment.discontinuitySequence() < discontinuities)
                .toList());
    }

    private Window window(List<Segment> sound) {
        return new Window(
                terms,
                Optional.of(rendition(Codec.Kind.VIDEO, video)),
                Optional.of(rendition(Codec.Kind.AUDIO, sound)),
                UNIX_NANOS_AT_ZERO,
                3 * PART_NANOS,
                false);
    }

    private void begin() {
        // Keyframes come when the camera makes them, a frame early or late.
        lengthNanos = keyframeEveryNanos + chance.nextInt(60) * 1_000_000L - 30_000_000L;
        video.add(segment(Codec.Kind.VIDEO, PART_NANOS, false, List.of(KEYFRAME)));
        audio.add(segment(Codec.Kind.AUDIO, PART_NANOS, false, List.of(KEYFRAME)));
        nowNanos += PART_NANOS;
        another = false;
    }

    private void grow(List<Segment> segments) {
        var last = segments.removeLast();
        var parts = new ArrayList<>(last.parts());
        parts.add(PART);
        segments.add(with(last, last.durationNanos() + PART_NANOS, false, parts));
    }

    private void finish() {
        for (var segments : List.of(video, audio)) {
            var last = segments.removeLast();
            segments.add(with(last, last.durationNanos(), true, last.parts()));
        }
        msn++;
    }

    private Segment segment(Codec.Kind kind, long durationNanos, boolean complete, List<Part> parts) {
        var init = init(kind);
        var before = kind == Codec.Kind.VIDEO ? video : audio;
        long start = before.isEmpty() || another
                ? ticks(init, nowNanos)
                : before.getLast().startTicks() + before.getLast().durationTicks();
        return new Segment(
                msn,
                init,
                another,
                discontinuities,
                start,
                ticks(init, durationNanos),
                UNIX_NANOS_AT_ZERO + nowNanos,
                complete,
                parts);
    }

    private static Segment with(Segment segment, long durationNanos, boolean complete, List<Part> parts) {
        return new Segment(
                segment.msn(),
                segment.init(),
                segment.discontinuity(),
                segment.discontinuitySequence(),
                segment.startTicks(),
                ticks(segment.init(), durationNanos),
                segment.unixNanos(),
                complete,
                parts);
    }

    private InitSegment init(Codec.Kind kind) {
        return switch (kind) {
            case VIDEO ->
                new InitSegment("v" + publisher, Bytes.EMPTY, Codec.H264, "avc1.42e01f", 90_000, 1280, 720, 0, 0);
            case AUDIO ->
                new InitSegment("a" + publisher, Bytes.EMPTY, Codec.AAC, "mp4a.40.2", 48_000, 0, 0, 48_000, 2);
        };
    }

    private Rendition rendition(Codec.Kind kind, List<Segment> segments) {
        return new Rendition(
                kind,
                kind == Codec.Kind.VIDEO ? 29.97 : 0,
                2_000_000,
                1_500_000,
                PART_NANOS,
                segments,
                List.of(),
                goesOn);
    }

    private static Segment newest(List<Segment> segments) {
        return segments.getLast();
    }

    private static long total(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::durationNanos).sum();
    }

    private static long ticks(InitSegment init, long nanos) {
        return Math.round(nanos / 1e9 * init.timescale());
    }
}
