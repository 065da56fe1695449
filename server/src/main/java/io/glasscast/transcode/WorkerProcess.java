package io.glasscast.transcode;

import io.glasscast.kernel.Parsed;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.MessageStream;
import io.glasscast.transcode.wire.Order;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker in a process of its own, and the three threads that serve its pipes: one writes orders, one reads
/// answers and hands them to the media loop, one reads what it complains about.
final class WorkerProcess implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    /// Jobs keep a bounded number of frames under way each, so this many orders never wait in a worker that
    /// reads.
    private static final int QUEUE = 512;

    /// Answers that the media loop has not got round to. Then the pipe fills up, and the worker waits.
    private static final int UNDER_WAY = 256;

    private static final int BUFFER = 1 << 16;

    private static final File ELSEWHERE = new File("/");

    /// A line of complaint is cut there, and a worker may have so many lines in all.
    private static final int LINE = 300, LINES = 200;

    private final WorkerCommand command;
    private final Executor loop;
    private final LongSupplier nowNanos;
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(QUEUE);
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final Thread writer;
    private volatile boolean ended;
    private volatile @Nullable Process process;
    /// The media loop's alone, as is whether it has been told of the end.
    private @Nullable Listener listener;

    private boolean gone;

    private WorkerProcess(WorkerCommand command, Executor loop, LongSupplier nowNanos) {
        this.command = command;
        this.loop = loop;
        this.nowNanos = nowNanos;
        this.writer = Thread.ofPlatform().name("transcode-writer").daemon().unstarted(this::run);
    }

    /// Starts one. Returns before the process has.
    static WorkerProcess start(WorkerCommand command, Executor loop, LongSupplier nowNanos) {
        var worker = new WorkerProcess(command, loop, nowNanos);
        worker.writer.start();
        return worker;
    }

    @Override
    public void listener(Listener newListener) {
        listener = newListener;
    }

    @Override
    public void send(Order order) {
        if (!orders.offer(order)) end("it does not read its orders");
    }

    @Override
    public void kill() {
        gone = true;
        stop();
    }

    /// Ends the process without a word to anybody. From any thread.
    void stop() {
        ended = true;
        writer.interrupt();
        var running = process;
        if (running != null) running.destroyForcibly();
        underWay.release();
    }

    boolean ended() {
        return ended;
    }

    /// Ends a worker that has grown beyond what any stream needs. Reads a file of the kernel's: not for the
    /// media loop.
    void checkMemory() {
        var running = process;
        if (ended || running == null) return;
        long bytes = ResidentMemory.bytes(running.pid());
        if (bytes > command.residentBytes()) end("it took %d MB of memory".formatted(bytes >> 20));
    }

    private void run() {
        try {
            var running = launch();
            var out = new BufferedOutputStream(running.getOutputStream(), BUFFER);
            while (!ended) {
                var order = orders.poll();
                if (order == null) {
                    out.flush();
                    order = orders.take();
                }
                MessageStream.write(out, order);
            }
        } catch (IOException e) {
            end("its orders do not reach it: " + e.getMessage());
        } catch (InterruptedException e) {
            // It was told to stop.
        }
    }

    private Process launch() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command.line());
        if (ended) throw new InterruptedException();
        // The house's environment may hold its secrets, and its folder its configuration.
        builder.environment().clear();
        builder.directory(ELSEWHERE);
        var running = builder.start();
        process = running;
        if (ended) running.destroyForcibly();
        thread("transcode-reader", () -> read(running));
        thread("transcode-stderr", () -> complaints(running.getErrorStream()));
        return running;
    }

    private void read(Process running) {
        try (var in = new BufferedInputStream(running.getInputStream(), BUFFER)) {
            for (var message = MessageStream.read(in); message.isPresent(); message = MessageStream.read(in)) {
                switch (Answer.parse(message.get())) {
                    case Parsed.Ok<Answer>(var answer) -> deliver(answer);
                    case Parsed.Malformed<Answer>(var why) -> throw new IOException(why);
                }
            }
            end("it ended with code " + running.waitFor());
        } catch (IOException e) {
            end("its answers are none: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Answer answer) throws InterruptedException {
        underWay.acquire();
        post(() -> {
            underWay.release();
            if (!gone && listener != null) listener.answer(answer, nowNanos.getAsLong());
        });
    }

    private void end(String why) {
        boolean told = ended;
        stop();
        if (told) return;
        post(() -> {
            if (!gone && listener != null) listener.gone(why, nowNanos.getAsLong());
            gone = true;
        });
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    private static void complaints(InputStream stderr) {
        try (var reader = new BufferedReader(new InputStreamReader(stderr, StandardCharsets.UTF_8))) {
            int lines = 0;
            var line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c != '\n') {
                    if (line.length() < LINE) line.append(c < ' ' ? ' ' : (char) c);
                } else {
                    if (lines++ < LINES) LOG.debug("worker: {}", line);
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            LOG.debug("a worker's complaints ended: {}", e.getMessage());
        }
    }

    private static void thread(String name, Runnable task) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }
}
