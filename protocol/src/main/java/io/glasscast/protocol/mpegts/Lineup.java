package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Who takes part: holds the first frames until every stream of the program has shown what it is, or has had the time
/// to, so that the tracks are seldom said twice.
final class Lineup {
    /// How long picture waits for sound that the program promises, in media time.
    static final long SOUND_PATIENCE = 1_000_000_000;
    /// How long sound waits for the first keyframe: publishers that send one less often are rare.
    static final long PICTURE_PATIENCE = 10_000_000_000L;

    /// Sound that waited for the first picture is let go when it is older than that by more than this: what comes out
    /// first says where the publisher's time stands, and must be fresh.
    private static final long STALE_NANOS = 50_000_000;

    /// A second of 120 pictures and of AAC at 96 kHz is 214 frames.
    private static final int MAX_HELD = 1_024;

    private static final int MAX_HELD_BYTES = 2 * PesAssembler.MAX_LENGTH;

    /// So long ago that nothing is older.
    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final class Member {
        final Codec codec;
        Optional<Bytes> configuration = Optional.empty();
        /// -1 until it was said.
        int number = -1;

        Member(Codec codec) {
            this.codec = codec;
        }
    }

    private record Held(Member member, long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload) {}

    private final Map<Integer, Member> members = new LinkedHashMap<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean waits;
    /// When the first frame came that is held back.
    private long waitsSince;
    private List<Track> said = List.of();
    /// Whether frames pass; else they are held.
    private boolean settled;
    /// Whether what was said is no longer so.
    private boolean stale;

    /// The program has these streams from now on.
    ///
    /// @param codecs by PID
    void expect(Map<Integer, Codec> codecs, Consumer<? super Output> out) {
        boolean removed = members.entrySet().removeIf(member -> codecs.get(member.getKey()) != member.getValue().codec);
        codecs.forEach((pid, codec) -> members.computeIfAbsent(pid, _ -> new Member(codec)));
        if (!removed) return;
        held.removeIf(frame -> !members.containsValue(frame.member));
        heldBytes = held.stream().mapToInt(frame -> frame.payload.length()).sum();
        stale = true;
        // What replaces a lost stream is waited for, so that the loss is not told apart from it.
        if (allKnown()) settle(out);
        else settled = false;
    }

    void configured(int pid, Bytes configuration) {
        var member = members.get(pid);
        if (member == null || member.configuration.filter(configuration::equals).isPresent()) return;
        member.configuration = Optional.of(configuration);
        stale = true;
    }

    void unit(int pid, long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload, Consumer<? super Output> out) {
        var member = members.get(pid);
        if (member == null) return;
        if (settled) {
            if (stale) say(out);
            out.accept(new Output.Whole(new Frame(member.number, ptsNanos, dtsNanos, keyframe, payload)));
            return;
        }
        if (!waits) {
            waits = true;
            waitsSince = dtsNanos;
        }
        held.add(new Held(member, ptsNanos, dtsNanos, keyframe, payload));
        heldBytes += payload.length();
        if (allKnown() || waited(dtsNanos)) settle(out);
        else if (!pictureKnown()) forgetOldSound(dtsNanos);
    }

    /// Waits no longer.
    void flush(Consumer<? super Output> out) {
        if (!settled && !held.isEmpty()) settle(out);
    }

    private boolean allKnown() {
        return members.values().stream().allMatch(member -> member.configuration.isPresent());
    }

    private boolean pictureKnown() {
        return members.values().stream()
                .allMatch(member -> member.codec.kind() == Codec.Kind.AUDIO || member.configuration.isPresent());
    }

    /// Whether what is missing had its time, counted from the first picture, or from the first sound while there is
    /// no picture.
    private boolean waited(long now) {
        boolean picture = pictureKnown();
        long first = firstPictureNanos();
        long since = picture && first != NEVER ? first : waitsSince;
        return Math.abs(now - since) > (picture ? SOUND_PATIENCE : PICTURE_PATIENCE)
                || picture && (held.size() > MAX_HELD || heldBytes > MAX_HELD_BYTES);
    }

    /// When the first picture that is held is decoded, or [#NEVER].
    private long firstPictureNanos() {
        for (var frame : held) if (frame.member.codec.kind() == Codec.Kind.VIDEO) return frame.dtsNanos;
        return NEVER;
    }

    /// While there is no picture, the newest second of sound is enough.
    private void forgetOldSound(long now) {
        while (!held.isEmpty()
                && (Math.abs(now - held.getFirst().dtsNanos) > SOUND_PATIENCE
                        || held.size() > MAX_HELD
                        || heldBytes > MAX_HELD_BYTES))
            heldBytes -= held.removeFirst().payload.length();
    }

    private void settle(Consumer<? super Output> out) {
        settled = true;
        waits = false;
        say(out);
        long newest = NEVER;
        for (var frame : held) newest = Math.max(newest, frame.dtsNanos);
        if (newest != NEVER) out.accept(new Output.Present(newest));
        long since = firstPictureNanos() - STALE_NANOS;
        for (var frame : held)
            if (frame.member.codec.kind() == Codec.Kind.VIDEO || frame.dtsNanos >= since) pass(frame, out);
        held.clear();
        heldBytes = 0;
    }

    private static void pass(Held frame, Consumer<? super Output> out) {
        out.accept(new Output.Whole(
                new Frame(frame.member.number, frame.ptsNanos, frame.dtsNanos, frame.keyframe, frame.payload)));
    }

    private void say(Consumer<? super Output> out) {
        stale = false;
        var tracks = new ArrayList<Track>();
        for (var member : members.values()) {
            if (member.configuration.isEmpty()) continue;
            if (member.number < 0) member.number = freeNumber();
            tracks.add(new Track(member.number, member.codec, member.configuration.get()));
        }
        tracks.sort(Comparator.comparingInt(Track::number));
        if (tracks.isEmpty() || tracks.equals(said)) return;
        said = List.copyOf(tracks);
        out.accept(new Output.Tracks(said));
    }

    private int freeNumber() {
        int number = 0;
        while (taken(number)) number++;
        return number;
    }

    private boolean taken(int number) {
        return members.values().stream().anyMatch(member -> member.number == number);
    }
}
