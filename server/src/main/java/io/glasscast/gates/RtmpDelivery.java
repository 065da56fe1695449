package io.glasscast.gates;

import io.glasscast.gates.RtmpPress.What;
import io.glasscast.hub.Reader;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.flv.FlvTag;

/// What a press prints, on its way to one receiver: from a keyframe on, in a time of the receiver's own that begins at
/// 0 and rises through every change of publisher. A receiver that cannot keep up is spared everything up to the next
/// keyframe.
final class RtmpDelivery implements RtmpPress.Player {
    /// Where it goes.
    interface Receiver {
        /// Takes the first message of its kind, or one that does not follow on the one before it.
        ///
        /// @param tag with the receiver's time
        void anew(FlvTag tag, long nowNanos);

        /// Takes messages that follow on those before.
        void following(Bytes chunks, long nowNanos);

        /// Whether what is sent now would leave soon. Asked at every turn; the answer may be that it is over.
        boolean writable(long nowNanos);

        /// The first message is about to come.
        void started(long nowNanos);

        /// So many prints were not sent to it.
        void dropped(long prints);

        /// A bug of ours keeps it from getting more.
        void broke(long nowNanos);
    }

    /// A group of pictures comes at once and takes its time on a slow line; so long nothing is spared.
    private static final long GROUP_NANOS = 5_000_000_000L;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Stream stream;
    private final RtmpAudience audience;
    private final RtmpPress press;
    private final Receiver receiver;
    /// The number of the print that it gets next.
    private long next;
    private long graceNanos;
    private boolean behind;
    private boolean paused;
    /// Whether it has been sent a keyframe, or sound if there are no pictures, and everything since.
    private boolean started;
    /// The stream's time at the receiver's time 0.
    private long originMillis = UNKNOWN;

    private long lastPictureMillis = UNKNOWN;
    private long lastSoundMillis = UNKNOWN;
    /// Whether it has the last picture, or the last sound, that was printed before `next`.
    private boolean picturesFollow;

    private boolean soundFollows;

    RtmpDelivery(Stream stream, RtmpAudience.Demand demand, RtmpAudience audience, Receiver receiver, long nowNanos) {
        this.stream = stream;
        this.audience = audience;
        this.receiver = receiver;
        this.press = audience.come(stream, demand, nowNanos);
    }

    /// What the hub is to hand the frames to.
    Reader reader() {
        return press;
    }

    /// Whoever it is for has joined the stream.
    void seat(long nowNanos) {
        audience.seat(press, this, nowNanos);
    }

    void leave() {
        audience.leave(press, this);
    }

    /// What still waits for its place, and its turn.
    void finish(long nowNanos) {
        press.flush(nowNanos);
        turn(nowNanos);
    }

    void paused(boolean pause, long nowNanos) {
        if (paused && !pause) {
            started = false;
            stream.requestKeyframe(nowNanos);
        }
        paused = pause;
    }

    @Override
    public void begin(long nowNanos) {
        started = false;
        next = press.group();
        graceNanos = nowNanos + GROUP_NANOS;
        turn(nowNanos);
    }

    @Override
    public void turn(long nowNanos) {
        if (paused) {
            next = press.end();
        } else if (receiver.writable(nowNanos)) {
            graceNanos = nowNanos;
            if (behind) stream.requestKeyframe(nowNanos);
            behind = false;
            take(nowNanos);
        } else if (nowNanos < graceNanos) {
            take(nowNanos);
        } else {
            receiver.dropped(press.end() - next);
            next = press.end();
            behind = true;
            started = false;
        }
    }

    @Override
    public void broke(Throwable why, long nowNanos) {
        stream.mishaps().happened("the turn of an RTMP player", why);
        receiver.broke(nowNanos);
    }

    private void take(long nowNanos) {
        if (next < press.first()) {
            next = press.first();
            started = false;
        }
        while (next < press.end()) {
            if (started && picturesFollow | soundFollows && follows(press.run(next))) {
                var run = press.run(next);
                run.last().values().forEach(this::note);
                receiver.following(run.chunks(), nowNanos);
                next = run.end();
            } else {
                for (var sheet : press.sheets(next)) send(sheet, nowNanos);
                next++;
            }
        }
    }

    private boolean follows(RtmpPress.Run run) {
        var last = run.last();
        return !last.containsKey(FlvTag.Kind.DATA)
                && (picturesFollow || !last.containsKey(FlvTag.Kind.VIDEO))
                && (soundFollows || !last.containsKey(FlvTag.Kind.AUDIO));
    }

    /// Sends a message with all that the receiver needs to read it.
    private void send(RtmpPress.Sheet sheet, long nowNanos) {
        if (!started) {
            if (sheet.what() != (press.pictures() ? What.KEYFRAME : What.SOUND)) return;
            start(sheet.tag(), nowNanos);
        }
        if (givenAlready(sheet)) return;
        anew(sheet.tag(), sheet.tag().timestampMillis(), nowNanos);
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

    private void start(FlvTag first, long nowNanos) {
        long millis = first.timestampMillis();
        if (originMillis == UNKNOWN) {
            originMillis = millis;
            receiver.started(nowNanos);
        }
        started = true;
        picturesFollow = false;
        soundFollows = false;
        if (!later(millis, lastPictureMillis)) millis = lastPictureMillis;
        if (!later(millis, lastSoundMillis)) millis = lastSoundMillis;
        for (var tag : press.head()) anew(tag, millis, nowNanos);
    }

    private void anew(FlvTag tag, long millis, long nowNanos) {
        receiver.anew(new FlvTag(tag.kind(), millis - originMillis & 0xFFFF_FFFFL, tag.body()), nowNanos);
    }

    /// In time of 32 bits, which wraps.
    private static boolean later(long millis, long before) {
        return before == UNKNOWN || (int) (millis - before) > 0;
    }
}
