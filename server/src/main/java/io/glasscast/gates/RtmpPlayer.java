package io.glasscast.gates;

import io.glasscast.gates.RtmpPress.What;
import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.rtmp.Capabilities;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An RTMP player's end in the hub. One that cannot keep up is spared everything up to the next keyframe.
final class RtmpPlayer implements RtmpPurpose, Viewer {
    /// A group of pictures comes at once and takes its time on a slow line; so long nothing is spared.
    private static final long GROUP_NANOS = 5_000_000_000L;
    /// A player that takes nothing for so long does not read any more.
    private static final long STALL_NANOS = 30_000_000_000L;

    /// No frame that comes now is older.
    private static final long BEFORE_NANOS = 60_000_000_000L;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Pass pass;
    private final Stream stream;
    private final RtmpAudience audience;
    private final RtmpConnection connection;
    private final Wants wants;
    private final Gathering gathering;
    private @Nullable RtmpPress press;
    private long nowNanos;
    private long graceNanos;
    private long writableNanos;
    private long droppedInARow;
    private boolean paused;
    /// Whether it has been sent a keyframe, or sound if there are no pictures, and everything since.
    private boolean started;

    /// The stream's time at the player's time 0.
    private long originMillis = UNKNOWN;

    private long lastPictureMillis = UNKNOWN;
    private long lastSoundMillis = UNKNOWN;
    /// Whether it has the last picture, or the last sound, that the press printed.
    private boolean picturesFollow;

    private boolean soundFollows;

    RtmpPlayer(Pass pass, RtmpAudience audience, RtmpConnection connection, Capabilities capabilities, long nowNanos) {
        this.pass = pass;
        this.stream = pass.stream();
        this.audience = audience;
        this.connection = connection;
        this.wants = wants(capabilities);
        this.gathering = audience.enter(nowNanos);
        this.writableNanos = nowNanos;
    }

    /// H.264 and AAC, which every player knows, and what this one says it knows.
    private static Wants wants(Capabilities capabilities) {
        var video = new ArrayList<>(List.of(Codec.H264));
        for (var codec : List.of(Codec.H265, Codec.AV1, Codec.VP9))
            if (capabilities.codecs().contains(codec)) video.add(codec);
        var audio = new ArrayList<>(List.of(Codec.AAC));
        if (capabilities.codecs().contains(Codec.OPUS)) audio.add(Codec.OPUS);
        return new Wants(video, audio, true);
    }

    @Override
    public Door door() {
        return Door.RTMP;
    }

    @Override
    public Optional<Pass> pass() {
        return Optional.of(pass);
    }

    @Override
    public Wants wants() {
        return wants;
    }

    @Override
    public void begin(List<Track> tracks, List<Frame> group, long now) {
        nowNanos = now;
        var old = press;
        var next = audience.take(stream, tracks, now - BEFORE_NANOS);
        press = next;
        if (old != null) audience.drop(stream, old);
        started = false;
        gathering.pictures(next.pictures());
        graceNanos = now + GROUP_NANOS;
        for (var frame : group) for (var sheet : next.print(frame).sheets()) send(next, sheet);
        release();
    }

    @Override
    public void frame(Frame frame, long now) {
        nowNanos = now;
        if (press == null) return;
        // In any case: the press must not miss what another reader is going to need.
        var print = press.print(frame);
        if (paused) return;
        if (connection.writable()) {
            writableNanos = now;
            graceNanos = now;
            if (droppedInARow > 0) {
                connection.meter().dropped(droppedInARow);
                droppedInARow = 0;
                stream.requestKeyframe(now);
            }
        } else if (now - writableNanos > STALL_NANOS) {
            connection.abandon("rtmp-not-reading", now);
            return;
        } else if (now >= graceNanos) {
            droppedInARow++;
            started = false;
            return;
        }
        send(press, print);
    }

    private void send(RtmpPress from, RtmpPress.Print print) {
        if (print.sheets().isEmpty()) return;
        boolean pictures = print.has(FlvTag.Kind.VIDEO);
        boolean sound = print.has(FlvTag.Kind.AUDIO);
        boolean follows =
                started && !print.has(FlvTag.Kind.DATA) && (!pictures || picturesFollow) && (!sound || soundFollows);
        if (!follows) {
            for (var sheet : print.sheets()) send(from, sheet);
            return;
        }
        for (var sheet : print.sheets()) note(sheet);
        boolean leaves = gathering.leaves(pictures, print.chunks().length(), audience.windowNanos(), nowNanos);
        connection.send(new Input.Shared(print.chunks()), leaves, nowNanos);
    }

    /// Sends a message with all that the player needs to read it.
    private void send(RtmpPress from, RtmpPress.Sheet sheet) {
        if (!started) {
            if (sheet.what() != (from.pictures() ? What.KEYFRAME : What.SOUND)) return;
            start(from, sheet.tag());
        }
        if (givenAlready(sheet)) return;
        anew(sheet.tag(), sheet.tag().timestampMillis());
        note(sheet);
    }

    /// Pictures are given again because sound came or went.
    private boolean givenAlready(RtmpPress.Sheet sheet) {
        long millis = sheet.tag().timestampMillis();
        return switch (sheet.what()) {
            case METADATA, CONFIGURATION -> false;
            case SOUND -> !later(millis, lastSoundMillis);
            case PICTURE, KEYFRAME -> !later(millis, lastPictureMillis);
        };
    }

    private void note(RtmpPress.Sheet sheet) {
        switch (sheet.what()) {
            case METADATA, CONFIGURATION -> {}
            case SOUND -> {
                lastSoundMillis = sheet.tag().timestampMillis();
                soundFollows = true;
            }
            case PICTURE, KEYFRAME -> {
                lastPictureMillis = sheet.tag().timestampMillis();
                picturesFollow = true;
            }
        }
    }

    private void start(RtmpPress from, FlvTag first) {
        long millis = first.timestampMillis();
        if (originMillis == UNKNOWN) {
            originMillis = millis;
            connection.meter().viewerStarted(nowNanos - connection.openedNanos());
        }
        started = true;
        picturesFollow = false;
        soundFollows = false;
        if (!later(millis, lastPictureMillis)) millis = lastPictureMillis;
        if (!later(millis, lastSoundMillis)) millis = lastSoundMillis;
        for (var tag : from.head()) anew(tag, millis);
    }

    private void anew(FlvTag tag, long millis) {
        var own = new FlvTag(tag.kind(), millis - originMillis & 0xFFFF_FFFFL, tag.body());
        boolean picture = tag.kind() == FlvTag.Kind.VIDEO;
        boolean leaves = gathering.leaves(picture, tag.body().length(), audience.windowNanos(), nowNanos);
        connection.send(new Input.Media(own), leaves, nowNanos);
    }

    /// In time of 32 bits, which wraps.
    private static boolean later(long millis, long before) {
        return before == UNKNOWN || (int) (millis - before) > 0;
    }

    /// What still waits for its place in the press.
    private void flush() {
        if (press == null) return;
        if (started && !paused) for (var sheet : press.flush().sheets()) send(press, sheet);
        release();
    }

    private void release() {
        gathering.left(nowNanos);
        connection.release();
    }

    @Override
    public void interrupted(long now) {
        nowNanos = now;
        flush();
    }

    @Override
    public void ended(long now) {
        nowNanos = now;
        flush();
        connection.end("The stream has ended.", now);
    }

    @Override
    public void paused(boolean pause, long now) {
        if (paused && !pause) {
            started = false;
            stream.requestKeyframe(now);
        }
        paused = pause;
        writableNanos = now;
    }

    @Override
    public void left(long now) {
        stream.leave(this);
        audience.leave();
        if (press != null) audience.drop(stream, press);
        press = null;
    }

    @Override
    public void elapse(long now) {
        if (now < deadlineNanos()) return;
        nowNanos = now;
        release();
    }

    @Override
    public long deadlineNanos() {
        return gathering.deadlineNanos();
    }

    /// A player sends no media.
    @Override
    public void media(FlvTag tag, long now) {}
}
