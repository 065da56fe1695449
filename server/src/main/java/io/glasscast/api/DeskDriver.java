package io.glasscast.api;

import io.glasscast.control.DeskInput;
import io.glasscast.control.DeskOutput;
import io.glasscast.control.DeskView;
import io.glasscast.control.UserDesk;
import io.glasscast.kernel.Machine;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives one user's desk its inputs one at a time, in the order they came, and wakes it when something is due.
///
/// Any thread may submit. The desk runs on one virtual thread at a time, which lives only while there is work.
final class DeskDriver {
    private static final Logger LOG = LoggerFactory.getLogger(DeskDriver.class);

    private record Job(Optional<DeskInput> input, Runnable done) {}

    private final UserDesk desk;
    private final String userId;
    private final LongSupplier now;
    private final Executor threads;
    private final ScheduledExecutorService alarms;
    private final Notebook notebook;
    private final BiConsumer<String, DeskOutput> outputs;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private boolean running;

    // Used only by the thread that runs the desk.
    private Optional<ScheduledFuture<?>> alarm = Optional.empty();
    private long alarmNanos = Machine.NEVER;
    private final ArrayDeque<DeskOutput> wanted = new ArrayDeque<>();

    private volatile DeskView view;

    /// What rings for desks. An alarm that is put off is gone at once, rather than when it would have rung,
    /// and its desk with it.
    static ScheduledThreadPoolExecutor alarms() {
        var alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("desk-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        return alarms;
    }

    /// @param now      nanoseconds since the room opened
    /// @param notebook keeps what the desk must not forget; written before anybody is told
    /// @param outputs  carries out what the desk of the named user wants done
    DeskDriver(
            String userId,
            UserDesk desk,
            LongSupplier now,
            Executor threads,
            ScheduledExecutorService alarms,
            Notebook notebook,
            BiConsumer<String, DeskOutput> outputs) {
        this.userId = userId;
        this.desk = desk;
        this.now = now;
        this.threads = threads;
        this.alarms = alarms;
        this.notebook = notebook;
        this.outputs = outputs;
        view = DeskView.idle(userId);
    }

    /// As of the last input.
    DeskView view() {
        return view;
    }

    void submit(DeskInput input) {
        submit(input, () -> {});
    }

    /// @param done run when the desk has taken the input
    void submit(DeskInput input, Runnable done) {
        submit(new Job(Optional.of(input), done));
    }

    private void submit(Job job) {
        lock.lock();
        try {
            jobs.add(job);
            if (running) return;
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(this::work);
    }

    private void work() {
        for (var next = next(); next.isPresent(); next = next()) {
            var job = next.get();
            guarded(() -> run(job.input()));
            guarded(job.done());
        }
    }

    /// A bug of ours, whatever it throws, costs the input that it is about. The desk goes on: if its thread
    /// ended here, nobody would look at its inputs ever again.
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            LOG.error("a desk failed", e);
        }
    }

    private Optional<Job> next() {
        lock.lock();
        try {
            var job = Optional.ofNullable(jobs.poll());
            if (job.isEmpty()) running = false;
            return job;
        } finally {
            lock.unlock();
        }
    }

    private void run(Optional<DeskInput> input) {
        long nowNanos = now.getAsLong();
        // The alarm is spent, also when it rang a moment early.
        if (input.isEmpty()) alarmNanos = Machine.NEVER;
        if (nowNanos >= desk.deadlineNanos()) desk.elapse(nowNanos, wanted::add);
        input.ifPresent(present -> desk.handle(present, nowNanos, wanted::add));
        // Before the outputs: whoever acts on one may look here.
        view = desk.view();
        rearm(nowNanos);
        notebook.keep(userId, desk.memory());
        for (var output = wanted.poll(); output != null; output = wanted.poll()) outputs.accept(userId, output);
    }

    private void rearm(long nowNanos) {
        long deadline = desk.deadlineNanos();
        if (deadline == alarmNanos) return;
        alarm.ifPresent(future -> future.cancel(false));
        alarmNanos = deadline;
        alarm = deadline == Machine.NEVER
                ? Optional.empty()
                : Optional.of(alarms.schedule(this::ring, Math.max(deadline - nowNanos, 0), TimeUnit.NANOSECONDS));
    }

    private void ring() {
        submit(new Job(Optional.empty(), () -> {}));
    }
}
