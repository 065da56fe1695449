package io.glasscast.hub;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What there is to see and hear: the tracks of a publication, the tracks that are made out of them, and what a viewer
/// who comes in the middle has missed of each.
final class Programme {
    /// Numbers of tracks that are made start here; publishers' are below.
    private static final int FIRST_MADE = 32;
    /// Numbers of tracks are bits of a long.
    private static final int LAST_MADE = 63;
    /// How long what could not be made is not tried again.
    private static final long RETRY_NANOS = 30_000_000_000L;

    /// What one viewer gets.
    ///
    /// @param tracks   what it gets now
    /// @param complete whether that is all it will get; false while sound is being prepared for it
    record Selection(List<Track> tracks, boolean complete) {}

    private record Wish(Track source, Codec target) {}

    private final String streamId;
    private final List<Track> tracks;
    private final Transcoder transcoder;
    private final Conversion.Listener listener;
    private final List<Conversion> conversions = new ArrayList<>();
    private final Map<Wish, Long> failedNanos = new HashMap<>();
    /// By the number of their video track.
    private final Map<Integer, GroupOfPictures> groups = new HashMap<>();

    private long latestPictureNanos = Long.MIN_VALUE;
    private boolean reorders;

    Programme(String streamId, List<Track> tracks, Transcoder transcoder, Conversion.Listener listener) {
        for (var track : tracks)
            if (track.number() < 0 || track.number() >= FIRST_MADE)
                throw new IllegalArgumentException("track number " + track.number());
        this.streamId = streamId;
        this.tracks = List.copyOf(tracks);
        this.transcoder = transcoder;
        this.listener = listener;
        int video = videoTrack();
        if (video >= 0) groups.put(video, new GroupOfPictures(video));
    }

    /// What the publisher sends.
    List<Track> tracks() {
        return tracks;
    }

    /// Whether pictures were seen that are shown in another order than they are decoded in.
    boolean reorders() {
        return reorders;
    }

    /// The number of the publisher's first video track, or -1 without one.
    int videoTrack() {
        for (var track : tracks) if (track.kind() == Codec.Kind.VIDEO) return track.number();
        return -1;
    }

    boolean isEmpty() {
        return groups.values().stream().allMatch(GroupOfPictures::isEmpty);
    }

    /// The frames that came with the newest keyframe of what a viewer gets, and after it.
    List<Frame> group(List<Track> selected) {
        for (var track : selected) {
            var group = groups.get(track.number());
            if (group != null) return group.frames();
        }
        return List.of();
    }

    /// Forgets what was missed: it cannot be continued.
    void clear() {
        groups.values().forEach(GroupOfPictures::clear);
    }

    /// Takes a frame of the publisher.
    ///
    /// @return whether it was the first sign that pictures are reordered
    boolean frame(Frame frame) {
        remember(frame);
        for (var conversion : conversions) conversion.feed(frame);
        if (frame.track() != videoTrack()) return false;
        boolean sign = !reorders && !frame.keyframe() && frame.ptsNanos() < latestPictureNanos;
        latestPictureNanos = frame.keyframe() ? frame.ptsNanos() : Math.max(latestPictureNanos, frame.ptsNanos());
        reorders |= sign;
        return sign;
    }

    /// Takes a frame that is the publisher's, or was made.
    void remember(Frame frame) {
        groups.forEach((video, group) -> {
            if (frame.track() == video || !groups.containsKey(frame.track())) group.add(frame);
        });
    }

    /// What a viewer with such wants would get, numbers aside. Starts nothing.
    List<Track> offer(Wants wants) {
        var offered = new ArrayList<Track>();
        for (var kind : Codec.Kind.values()) {
            var usable = usable(kind, wants);
            offered.addAll(usable);
            if (!usable.isEmpty() || wants.of(kind).isEmpty()) continue;
            var target = wants.of(kind).getFirst();
            tracks.stream()
                    .filter(track -> track.kind() == kind)
                    .findFirst()
                    .filter(track -> running(track, target) || transcoder.available(track.codec(), target))
                    .ifPresent(track -> offered.add(new Track(track.number(), target)));
        }
        return offered;
    }

    /// What a viewer with such wants gets. Begins to make what nobody wanted before.
    Selection select(Wants wants, long nowNanos) {
        var selected = new ArrayList<Track>();
        boolean complete = true;
        for (var kind : Codec.Kind.values()) {
            var usable = usable(kind, wants);
            selected.addAll(usable);
            var source = tracks.stream().filter(track -> track.kind() == kind).findFirst();
            if (!usable.isEmpty() || source.isEmpty() || wants.of(kind).isEmpty()) continue;
            var conversion = conversion(source.get(), wants.of(kind).getFirst(), nowNanos);
            if (conversion.over()) continue;
            conversion.track().ifPresent(selected::add);
            complete &= conversion.track().isPresent();
        }
        return new Selection(List.copyOf(selected), complete);
    }

    /// Stops making what none of `viewers` needs.
    void prune(List<Wants> viewers) {
        for (var conversion : List.copyOf(conversions))
            if (viewers.stream().noneMatch(wants -> needs(wants, conversion))) drop(conversion);
    }

    void failed(Conversion conversion, long nowNanos) {
        for (var track : tracks)
            if (conversion.makes(track, conversion.target()))
                failedNanos.put(new Wish(track, conversion.target()), nowNanos);
        drop(conversion);
    }

    void requestKeyframe() {
        for (var conversion : conversions) conversion.requestKeyframe();
    }

    void close() {
        for (var conversion : List.copyOf(conversions)) drop(conversion);
    }

    private List<Track> usable(Codec.Kind kind, Wants wants) {
        if (kind == Codec.Kind.VIDEO && reorders && !wants.reordered()) return List.of();
        return tracks.stream()
                .filter(track -> track.kind() == kind && wants.of(kind).contains(track.codec()))
                .toList();
    }

    private boolean needs(Wants wants, Conversion conversion) {
        var kind = conversion.target().kind();
        var wanted = wants.of(kind);
        return !wanted.isEmpty()
                && wanted.getFirst() == conversion.target()
                && usable(kind, wants).isEmpty();
    }

    private boolean running(Track source, Codec target) {
        return conversions.stream().anyMatch(conversion -> conversion.makes(source, target));
    }

    private Conversion conversion(Track source, Codec target, long nowNanos) {
        for (var conversion : conversions) if (conversion.makes(source, target)) return conversion;
        var conversion = new Conversion(source, target, freeNumber(), listener);
        Long failed = failedNanos.get(new Wish(source, target));
        boolean tooEarly = failed != null && nowNanos < failed + RETRY_NANOS;
        if (tooEarly || conversion.number() > LAST_MADE || !conversion.start(transcoder, streamId)) {
            conversion.close();
            return conversion;
        }
        conversions.add(conversion);
        // What was missed is made too, so that whoever wanted this has it from the keyframe on.
        conversion.feedPast(group(tracks));
        if (target.kind() == Codec.Kind.VIDEO)
            groups.put(conversion.number(), new GroupOfPictures(conversion.number()));
        return conversion;
    }

    private int freeNumber() {
        int number = FIRST_MADE;
        while (number <= LAST_MADE && taken(number)) number++;
        return number;
    }

    private boolean taken(int number) {
        return conversions.stream().anyMatch(conversion -> conversion.number() == number);
    }

    private void drop(Conversion conversion) {
        conversion.close();
        conversions.remove(conversion);
        groups.remove(conversion.number());
    }
}
