package io.glasscast.protocol.fmp4;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Cuts a stream's frames into what HLS and DASH players fetch.
///
/// Pictures set the cuts: a segment begins at a keyframe, and sound is cut at the same moments under the same
/// numbers. Without pictures, sound cuts by itself. Takes H.264, H.265, VP9 and AV1, AAC and Opus; whatever else there
/// is counts as absent.
public final class Packager {
    /// Pictures that sound has left this far behind are not waited for.
    private static final long STALL_NANOS = 2_000_000_000L;

    private static final int HOLD_BACK_PARTS = 3;
    private static final int PLAYLIST_TARGETS = 3;
    private static final int RETAINED_TARGETS = 2;
    private static final long SECOND = 1_000_000_000L;

    private final PackagingTerms terms;
    private final long unixNanosAtZero;
    private final LongUnaryOperator unixNanosAt;
    private final Reel pictures;
    private final Reel sounds;
    private final VideoLane video;
    private final SoundLane sound;

    private long nextMsn;
    private long discontinuities;
    private boolean broken;
    private boolean ended;
    private int videoTrack = -1;
    private int audioTrack = -1;
    private long endedNanos = Long.MIN_VALUE;
    /// Where a segment without pictures began, while there are none though there were.
    private @Nullable Cut gap;

    private long trimmedMsn = -1;
    private long seen = -1;
    private Optional<Window> window = Optional.empty();

    /// @param unixNanosAtZero the wall clock's time, since 1970, at 0 of the stream's timeline
    /// @param unixNanosAt     the wall clock's time, since 1970, when that was seen which is shown at a time of the
    ///     stream's timeline
    /// @param firstMsn        the number of the first segment: must be above all that were ever given out under the
    ///     same URLs, for caches keep those
    public Packager(PackagingTerms terms, long unixNanosAtZero, LongUnaryOperator unixNanosAt, long firstMsn) {
        this.terms = terms;
        this.unixNanosAtZero = unixNanosAtZero;
        this.unixNanosAt = unixNanosAt;
        this.nextMsn = firstMsn;
        pictures = new Reel(Codec.Kind.VIDEO, terms.targetSeconds());
        sounds = new Reel(Codec.Kind.AUDIO, terms.targetSeconds());
        video = new VideoLane(terms, pictures, new Cuts(Codec.Kind.VIDEO));
        sound = new SoundLane(terms, sounds, new Cuts(Codec.Kind.AUDIO));
    }

    /// Frames of these tracks follow: of another publication, or of the same one when `group` starts with the keyframe
    /// that was the last one here.
    public void begin(List<Track> tracks, List<Frame> group) {
        var pictured = track(tracks, Codec.Kind.VIDEO);
        var sounding = track(tracks, Codec.Kind.AUDIO);
        var shown = group.stream()
                .filter(frame -> frame.track() == pictured.map(Track::number).orElse(-1))
                .toList();
        boolean continues = pictured.isPresent() && video.running() && video.knows(shown);
        if (!continues) breakOff();
        videoTrack = pictured.map(Track::number).orElse(-1);
        audioTrack = sounding.map(Track::number).orElse(-1);
        if (!continues && pictured.isPresent()) video.begin(pictured.get().codec(), shown);
        sound.begin(sounding, continues);
        for (var frame : group) {
            if (continues && (frame.track() != videoTrack || video.has(frame))) continue;
            frame(frame);
        }
    }

    /// Takes a frame.
    public void frame(Frame frame) {
        if (ended) return;
        if (frame.track() == videoTrack) {
            picture(frame);
        } else if (frame.track() == audioTrack) {
            sound.frame(frame);
            if (videoTrack < 0 || gap != null) sound.lead();
            else if (stalled()) stall();
        }
        trim();
    }

    /// Nothing comes for now. What does come later does not continue this.
    public void interrupted() {
        breakOff();
    }

    /// Nothing comes any more.
    public void end() {
        breakOff();
        ended = true;
    }

    /// What can be played now; empty while nothing can.
    public Optional<Window> window() {
        if (seen == revision()) return window;
        seen = revision();
        var shown = pictures.rendition(video.frameRate(), video.partTargetNanos());
        var heard = sounds.rendition(0, sound.partTargetNanos());
        if (shown.isEmpty() && heard.isEmpty()) return window = Optional.empty();
        long hold = HOLD_BACK_PARTS * Math.max(video.partTargetNanos(), sound.partTargetNanos());
        return window = Optional.of(new Window(terms, shown, heard, unixNanosAtZero, hold, ended));
    }

    /// Whether a keyframe would be welcome: the segment is as long as it should be.
    public boolean wantsKeyframe() {
        return videoTrack >= 0 && (video.awaitsKeyframe() || video.ripe());
    }

    /// Bytes of media held.
    public long bytes() {
        return pictures.bytes() + sounds.bytes();
    }

    /// Rises whenever [#window] changes.
    public long revision() {
        return pictures.revision() + sounds.revision() + (ended ? 1 : 0);
    }

    private void picture(Frame frame) {
        video.frame(frame);
        if (!video.running()) return;
        endedNanos = Long.MIN_VALUE;
        sound.release(video.reachedNanos());
    }

    private boolean stalled() {
        long reached = video.running() ? video.reachedNanos() : endedNanos;
        return reached != Long.MIN_VALUE && sound.reachedNanos() > reached + STALL_NANOS;
    }

    /// The pictures stay away while sound goes on.
    private void stall() {
        if (video.running()) {
            long end = video.finish();
            sound.release(end);
            gap = cut(end, false);
        }
        sound.lead();
    }

    private Cut cut(long nanos, boolean discontinuity) {
        if (discontinuity) discontinuities++;
        broken = false;
        var cut = new Cut(nextMsn++, nanos, unixNanosAt.applyAsLong(nanos), discontinuity, discontinuities);
        sound.cut(cut);
        return cut;
    }

    /// Ends what there is, in both renditions at the same moment.
    private void breakOff() {
        long end = video.finish();
        if (gap != null) end = Math.max(end, sound.endNanos());
        sound.finish(end);
        if (gap != null) fillGap(sound.endNanos());
        endedNanos = end;
        if (!pictures.listed().isEmpty() || !sounds.listed().isEmpty()) broken = true;
    }

    private void fillGap(long untilNanos) {
        var init = video.init();
        if (gap == null) return;
        if (init != null) {
            var timescale = new Timescale(init.timescale());
            long from = timescale.ticks(gap.nanos());
            pictures.gap(gap, init, from, Math.max(from, timescale.ticks(untilNanos)));
        }
        gap = null;
    }

    /// Takes off the list what the window does not hold.
    private void trim() {
        var leader = pictures.listed().isEmpty() ? sounds : pictures;
        var listed = leader.listed();
        if (listed.isEmpty() || listed.getLast().msn() == trimmedMsn) return;
        trimmedMsn = listed.getLast().msn();
        long nanos = 0;
        for (var segment : listed) nanos += segment.durationNanos();
        long least = PLAYLIST_TARGETS * terms.targetSeconds() * SECOND;
        long bytes = bytes();
        long first = listed.getFirst().msn();
        for (var segment : listed) {
            nanos -= segment.durationNanos();
            if (nanos < (bytes > terms.maxBytes() ? least : terms.window().toNanos())) break;
            bytes -= segment.length();
            first = segment.msn() + 1;
        }
        if (first == listed.getFirst().msn()) return;
        pictures.retire(first, RETAINED_TARGETS * terms.targetSeconds() * SECOND);
        sounds.retire(first, RETAINED_TARGETS * terms.targetSeconds() * SECOND);
    }

    private static Optional<Track> track(List<Track> tracks, Codec.Kind kind) {
        return tracks.stream()
                .filter(track -> track.kind() == kind && track.codec() != Codec.VP8)
                .findFirst();
    }

    /// The cutter of one lane.
    private final class Cuts implements Cutter {
        private final Codec.Kind kind;

        private Cuts(Codec.Kind kind) {
            this.kind = kind;
        }

        @Override
        public Cut cut(long nanos, boolean discontinuity) {
            fillGap(nanos);
            var cut = Packager.this.cut(nanos, discontinuity);
            // Where sound cuts, there are no pictures; if there were any, their rendition has to say so.
            if (kind == Codec.Kind.AUDIO && video.init() != null) gap = cut;
            return cut;
        }

        @Override
        public boolean broken() {
            return broken;
        }

        @Override
        public boolean awaitsBreak() {
            return sound.awaitsBreak();
        }

        @Override
        public void breakOff() {
            Packager.this.breakOff();
        }
    }
}
