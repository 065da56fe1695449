package io.glasscast.transcode;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;
import io.glasscast.transcode.wire.WorkerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One job, through as many workers as it takes. Keeps the frames that wait for a worker, and knows which ones
/// a worker has but has not dealt with.
final class Assignment implements Transcoder.Job {
    /// The largest frame that is passed on; well within a message.
    static final int MAX_FRAME = WorkerMessage.MAX_LENGTH / 2;

    /// Frames that wait here at most: ten seconds, because a job begins with all that came since the last
    /// keyframe.
    private static final int SOUND_QUEUE = 500, PICTURE_QUEUE = 300;

    /// And so many bytes of them; and at most so many in a worker, whose memory is small.
    private static final long QUEUE_BYTES = 16 << 20, UNDER_WAY_BYTES = 8 << 20;

    /// Opus is made for WebRTC alone, which plays sound as it comes: what would be later than this is left out.
    private static final long LATE_NANOS = 300_000_000;

    /// Frames that a worker has at most. Enough that it never waits for the next, few enough that it can say in
    /// time that it is behind.
    private static final int SOUND_UNDER_WAY = 32, PICTURES_UNDER_WAY = 12;

    /// Where an OpusHead (RFC 7845 §5.1) says how many channels there are.
    private static final int OPUS_HEAD_CHANNELS = 9;

    private static final int SAMPLE_RATE = 48_000;

    private record UnderWay(long sentNanos, int bytes) {}

    private final int number;
    private final Track source;
    private final Codec target;
    private final Transcoder.Result result;
    private final LongSupplier working;
    private final WorkshopCounters counters;
    private final Consumer<Assignment> closer;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    /// What the worker has and has not dealt with, oldest first.
    private final Deque<UnderWay> underWay = new ArrayDeque<>();

    private @Nullable Worker worker;
    private long waitingBytes;
    private long underWayBytes;
    private boolean awaitsKeyframe;
    private boolean refreshAsked;
    private boolean closed;
    private @Nullable Track made;
    /// Where the next frame of the result begins, as far as is known; 0 is the timeline's beginning.
    private long nextPtsNanos;

    private long lastPtsNanos = -1;

    Assignment(
            int number,
            Track source,
            Codec target,
            Transcoder.Result result,
            LongSupplier working,
            WorkshopCounters counters,
            Consumer<Assignment> closer) {
        this.number = number;
        this.source = source;
        this.target = target;
        this.result = result;
        this.working = working;
        this.counters = counters;
        this.closer = closer;
        this.awaitsKeyframe = pictures();
    }

    int number() {
        return number;
    }

    Codec.Kind kind() {
        return source.kind();
    }

    @Override
    public void frame(Frame frame) {
        if (closed || frame.payload().length() > MAX_FRAME) return;
        if (awaitsKeyframe && !frame.keyframe()) {
            counters.lost.increment();
            return;
        }
        awaitsKeyframe = false;
        waiting.add(frame);
        waitingBytes += frame.payload().length();
        makeRoom(frame);
        pump();
    }

    @Override
    public void requestKeyframe() {
        if (closed || !pictures() || refreshAsked || worker == null) return;
        refreshAsked = true;
        worker.send(new Order.Refresh(number));
    }

    @Override
    public void close() {
        if (closed) return;
        retire();
        if (worker != null) worker.send(new Order.Close(number));
        closer.accept(this);
    }

    /// Goes on in `newWorker`, which is ready. What an earlier one had and did not finish is lost.
    void begin(Worker newWorker) {
        worker = newWorker;
        newWorker.send(new Order.Open(number, source.codec(), source.configuration(), target, nextPtsNanos));
        pump();
    }

    /// The worker has gone.
    void interrupt() {
        if (worker == null) return;
        worker = null;
        refreshAsked = false;
        counters.lost.add(underWay.size());
        // What refers to pictures that are lost cannot be decoded.
        if (pictures() && !underWay.isEmpty()) dropToKeyframe();
        underWay.clear();
        underWayBytes = 0;
    }

    /// Ends it and says why.
    void fail(String why, long now) {
        if (closed) return;
        retire();
        result.failed(why, now);
    }

    /// When, in working time, the worker got the oldest frame that it has not dealt with.
    long oldestNanos() {
        return underWay.isEmpty() ? Long.MAX_VALUE : underWay.getFirst().sentNanos();
    }

    void handled(Answer.Handled handled) {
        for (int i = 0; i < handled.frames() && !underWay.isEmpty(); i++)
            underWayBytes -= underWay.removeFirst().bytes();
        counters.lost.add(handled.lost());
        pump();
    }

    /// Says what will come where that is known without a worker, so that nobody waits for one to begin.
    void foretell(long now) {
        if (target != Codec.AAC || source.codec() != Codec.OPUS) return;
        boolean mono = source.configuration().length() > OPUS_HEAD_CHANNELS
                && source.configuration().u8(OPUS_HEAD_CHANNELS) == 1;
        describe(AudioSpecificConfig.lc(SAMPLE_RATE, mono ? 1 : 2).write(), now);
    }

    void described(Answer.Described described, long now) {
        if (described.codec() == target) describe(described.configuration(), now);
    }

    private void describe(Bytes configuration, long now) {
        var track = new Track(source.number(), target, configuration);
        // A worker may say what was foretold, or said by the worker before.
        if (closed || track.equals(made)) return;
        made = track;
        result.track(track, now);
    }

    void made(Answer.Made frame, long now) {
        if (closed || made == null) return;
        if (frame.keyframe()) refreshAsked = false;
        long step = lastPtsNanos < 0 ? 0 : frame.ptsNanos() - lastPtsNanos;
        lastPtsNanos = frame.ptsNanos();
        nextPtsNanos = frame.ptsNanos() + Math.clamp(step, 1, 100_000_000);
        result.frame(new Frame(source.number(), frame.ptsNanos(), frame.keyframe(), frame.payload()), now);
    }

    private void retire() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    private void pump() {
        if (worker == null || closed) return;
        int most = pictures() ? PICTURES_UNDER_WAY : SOUND_UNDER_WAY;
        while (underWay.size() < most && underWayBytes < UNDER_WAY_BYTES && !waiting.isEmpty()) {
            var frame = waiting.removeFirst();
            int bytes = frame.payload().length();
            waitingBytes -= bytes;
            underWayBytes += bytes;
            underWay.add(new UnderWay(working.getAsLong(), bytes));
            worker.send(new Order.Feed(number, frame.ptsNanos(), frame.dtsNanos(), frame.keyframe(), frame.payload()));
        }
    }

    private void makeRoom(Frame newest) {
        if (target == Codec.OPUS) leaveOutBefore(newest.ptsNanos() - LATE_NANOS);
        int most = pictures() ? PICTURE_QUEUE : SOUND_QUEUE;
        if (waiting.size() <= most && waitingBytes <= QUEUE_BYTES) return;
        if (!pictures()) {
            waitingBytes -= waiting.removeFirst().payload().length();
            counters.lost.increment();
        } else {
            waiting.removeLast();
            counters.lost.add(waiting.size());
            waiting.clear();
            waitingBytes = 0;
            awaitsKeyframe = !newest.keyframe();
            if (awaitsKeyframe) {
                counters.lost.increment();
            } else {
                waiting.add(newest);
                waitingBytes = newest.payload().length();
            }
        }
    }

    private void leaveOutBefore(long ptsNanos) {
        while (waiting.getFirst().ptsNanos() < ptsNanos) {
            waitingBytes -= waiting.removeFirst().payload().length();
            counters.lost.increment();
        }
    }

    private void dropToKeyframe() {
        while (!waiting.isEmpty() && !waiting.getFirst().keyframe()) {
            waitingBytes -= waiting.removeFirst().payload().length();
            counters.lost.increment();
        }
        awaitsKeyframe = waiting.isEmpty();
    }

    private boolean pictures() {
        return source.kind() == Codec.Kind.VIDEO;
    }
}
