package io.glasscast.transcode;

import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of one stream and the worker that does them. A worker that falls over or hangs is replaced, and the
/// jobs go on in the next one, until it happens too often.
final class Crew implements Worker.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

    private sealed interface State {
        /// FFmpeg is being loaded, since then in working time.
        record Warming(Worker worker, long sinceNanos) implements State {}

        record Working(Worker worker) implements State {}

        /// It fell over too often. New jobs are refused until then.
        record Broken(long untilNanos) implements State {}

        record Ended() implements State {}
    }

    /// A loaded machine takes seconds to start a process; more than this and it never will.
    static final long WARMING_NANOS = 20_000_000_000L;

    /// Thumbnails that are being made; whoever asks for more than this has a page with too many cameras on it.
    private static final int STILLS = 4;

    private final WorkshopSettings settings;
    private final WorkshopCounters counters;
    private final LongSupplier nowNanos;
    private final LongSupplier working;
    private final Supplier<Hired> hire;
    private final Map<Integer, Assignment> jobs = new LinkedHashMap<>();
    private final Map<Integer, Order.Still> asked = new LinkedHashMap<>();
    private final Map<Integer, StillRequest> stills = new LinkedHashMap<>();
    private final Deque<Long> fallsNanos = new ArrayDeque<>();
    private State state;
    private long idleNanos;
    /// No thumbnails before: one of them may have been what broke the last worker.
    private long stillsNotBeforeNanos = Long.MIN_VALUE;

    /// @param ready whether it has said so already
    record Hired(Worker worker, boolean ready) {}

    Crew(
            WorkshopSettings settings,
            WorkshopCounters counters,
            LongSupplier nowNanos,
            LongSupplier working,
            Supplier<Hired> hire) {
        this.settings = settings;
        this.counters = counters;
        this.nowNanos = nowNanos;
        this.working = working;
        this.hire = hire;
        this.idleNanos = nowNanos.getAsLong();
        this.state = engage();
    }

    long jobs(Codec.Kind kind) {
        return jobs.values().stream().filter(job -> job.kind() == kind).count();
    }

    /// Whether it takes jobs.
    boolean open() {
        return state instanceof State.Warming || state instanceof State.Working;
    }

    /// Whether nobody would miss it.
    boolean idle() {
        return jobs.isEmpty() && stills.isEmpty();
    }

    /// Whether there is nothing left of it.
    boolean over(long now) {
        return switch (state) {
            case State.Warming _, State.Working _ ->
                idle() && now - idleNanos >= settings.idle().toNanos();
            case State.Broken(var until) -> now >= until;
            case State.Ended _ -> true;
        };
    }

    Assignment start(int number, Track source, Codec target, Transcoder.Result result) {
        var job = new Assignment(number, source, target, result, working, counters, this::closed);
        jobs.put(number, job);
        gauge(job.kind(), 1);
        if (state instanceof State.Working(var worker)) job.begin(worker);
        return job;
    }

    /// Has a thumbnail made, or refuses to.
    void still(Order.Still order, StillRequest request) {
        if (!open() || stills.size() >= STILLS || nowNanos.getAsLong() < stillsNotBeforeNanos) {
            request.refuse();
            return;
        }
        if (state instanceof State.Working(var worker)) {
            stills.put(order.job(), request.sent(working.getAsLong()));
            worker.send(order);
        } else {
            stills.put(order.job(), request);
            asked.put(order.job(), order);
        }
    }

    @Override
    public void answer(Answer answer, long now) {
        switch (answer) {
            case Answer.Ready _ -> ready();
            case Answer.Described described -> {
                var job = jobs.get(described.job());
                if (job != null) job.described(described, now);
            }
            case Answer.Made made -> {
                var job = jobs.get(made.job());
                if (job != null) job.made(made, now);
            }
            case Answer.Handled handled -> {
                var job = jobs.get(handled.job());
                if (job != null) job.handled(handled);
            }
            case Answer.Failed(int number, String why) -> failed(number, why, now);
            case Answer.Picture(int number, Bytes jpeg) -> {
                var request = stills.remove(number);
                if (request == null) return;
                idleNanos = now;
                if (!jpeg.isEmpty()) counters.thumbnails.increment();
                request.give(jpeg);
            }
        }
    }

    @Override
    public void gone(String why, long now) {
        if (!open()) return;
        counters.crashed.increment();
        LOG.warn("a transcoding worker is gone: {}", why);
        fallen(now);
    }

    /// Looks after the worker.
    void elapse(long now) {
        boolean hangs = switch (state) {
            case State.Warming(var _, var since) -> working.getAsLong() - since > WARMING_NANOS;
            case State.Working _ ->
                oldestNanos() < working.getAsLong() - settings.patience().toNanos();
            case State.Broken _, State.Ended _ -> false;
        };
        if (!hangs) return;
        counters.hung.increment();
        LOG.warn("a transcoding worker does not answer");
        dismiss();
        fallen(now);
    }

    /// Ends the worker; jobs hear nothing more.
    void end() {
        dismiss();
        if (open()) counters.workers.decrement();
        state = new State.Ended();
        for (var job : List.copyOf(jobs.values())) job.close();
        refuseStills();
    }

    private void ready() {
        if (!(state instanceof State.Warming(var worker, var _))) return;
        state = new State.Working(worker);
        counters.ready.increment();
        for (var job : jobs.values()) job.begin(worker);
        stills.replaceAll((_, request) -> request.sent(working.getAsLong()));
        asked.values().forEach(worker::send);
        asked.clear();
    }

    private State engage() {
        var hired = hire.get();
        hired.worker().listener(this);
        counters.workers.increment();
        return hired.ready()
                ? new State.Working(hired.worker())
                : new State.Warming(hired.worker(), working.getAsLong());
    }

    private void fallen(long now) {
        counters.workers.decrement();
        for (var job : jobs.values()) job.interrupt();
        if (!stills.isEmpty())
            stillsNotBeforeNanos = now + settings.restartWindow().toNanos();
        refuseStills();
        while (!fallsNanos.isEmpty()
                && now - fallsNanos.getFirst() > settings.restartWindow().toNanos()) fallsNanos.removeFirst();
        fallsNanos.add(now);
        if (fallsNanos.size() > settings.restarts()) {
            giveUp(now);
        } else if (jobs.isEmpty()) {
            state = new State.Ended();
        } else {
            state = engage();
            if (state instanceof State.Working(var worker)) for (var job : jobs.values()) job.begin(worker);
        }
    }

    private void giveUp(long now) {
        state = new State.Broken(now + settings.restartWindow().toNanos());
        for (var job : List.copyOf(jobs.values())) {
            remove(job);
            job.fail("the transcoder broke down %d times in a row".formatted(fallsNanos.size()), now);
        }
    }

    private void failed(int number, String why, long now) {
        var job = jobs.get(number);
        if (job == null) return;
        remove(job);
        if (state instanceof State.Working(var worker)) worker.send(new Order.Close(number));
        job.fail(why, now);
    }

    private void closed(Assignment job) {
        remove(job);
    }

    private void remove(Assignment job) {
        if (jobs.remove(job.number()) == null) return;
        gauge(job.kind(), -1);
        idleNanos = nowNanos.getAsLong();
    }

    private void dismiss() {
        switch (state) {
            case State.Warming(var worker, var _) -> worker.kill();
            case State.Working(var worker) -> worker.kill();
            case State.Broken _, State.Ended _ -> {}
        }
    }

    private void refuseStills() {
        var waiting = List.copyOf(stills.values());
        stills.clear();
        asked.clear();
        waiting.forEach(StillRequest::refuse);
    }

    private long oldestNanos() {
        long oldest = Long.MAX_VALUE;
        for (var job : jobs.values()) oldest = Math.min(oldest, job.oldestNanos());
        for (var still : stills.values()) oldest = Math.min(oldest, still.sentNanos());
        return oldest;
    }

    private void gauge(Codec.Kind kind, int change) {
        switch (kind) {
            case AUDIO -> counters.soundJobs.add(change);
            case VIDEO -> counters.pictureJobs.add(change);
        }
    }
}
