package io.glasscast.transcode;

import io.glasscast.transcode.wire.Answer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker that has loaded FFmpeg and waits for a stream, so that its first sound comes at once.
final class Spare implements Worker.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Spare.class);

    /// The next one is started when the stream that took the last one has begun.
    private static final long AFTER_HIRING_NANOS = 2_000_000_000L;

    /// A worker that cannot even start is tried again, more and more seldom.
    private static final long FIRST_RETRY_NANOS = 5_000_000_000L, LAST_RETRY_NANOS = 300_000_000_000L;

    private final Worker.Source source;
    private final WorkshopCounters counters;
    private final LongSupplier working;
    private Optional<Worker> worker = Optional.empty();
    private boolean ready;
    /// In working time.
    private long sinceNanos;
    private long notBeforeNanos;
    private long retryNanos = FIRST_RETRY_NANOS;

    /// @param notBeforeNanos when the first one may be started
    Spare(Worker.Source source, WorkshopCounters counters, LongSupplier working, long notBeforeNanos) {
        this.source = source;
        this.counters = counters;
        this.working = working;
        this.notBeforeNanos = notBeforeNanos;
    }

    boolean there() {
        return worker.isPresent();
    }

    /// Gives the spare away, ready or not.
    Optional<Crew.Hired> hire(long now) {
        var hired = worker.map(w -> new Crew.Hired(w, ready));
        if (hired.isPresent()) leave();
        notBeforeNanos = Math.max(notBeforeNanos, now + AFTER_HIRING_NANOS);
        return hired;
    }

    /// Starts one when there is none, and looks after the one that is.
    void elapse(long now) {
        if (worker.isEmpty() && now >= notBeforeNanos) {
            var started = source.start();
            started.listener(this);
            worker = Optional.of(started);
            ready = false;
            sinceNanos = working.getAsLong();
            counters.workers.increment();
        } else if (worker.isPresent() && !ready && working.getAsLong() - sinceNanos > Crew.WARMING_NANOS) {
            counters.hung.increment();
            LOG.warn("a transcoding worker does not start");
            end();
            backOff(now);
        }
    }

    void end() {
        worker.ifPresent(Worker::kill);
        if (worker.isPresent()) leave();
    }

    @Override
    public void answer(Answer answer, long now) {
        if (!(answer instanceof Answer.Ready)) return;
        ready = true;
        counters.ready.increment();
        retryNanos = FIRST_RETRY_NANOS;
    }

    @Override
    public void gone(String why, long now) {
        counters.crashed.increment();
        LOG.warn("a spare transcoding worker is gone: {}", why);
        leave();
        backOff(now);
    }

    private void leave() {
        worker = Optional.empty();
        counters.workers.decrement();
    }

    private void backOff(long now) {
        notBeforeNanos = now + retryNanos;
        retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
    }
}
