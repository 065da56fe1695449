package io.glasscast.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// The one thread on which all who watch have their sockets.
final class Gallery implements AutoCloseable {
    /// How often each of those who rest is looked after: far more often than what fills a receive buffer, and than the
    /// patience of any protocol.
    private static final long REST_MILLIS = 50;
    /// In which they take turns, so that nobody who is awake waits for all of them, and few timers ring.
    private static final int PARTS = 10;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench-gallery"), EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Drain drain = new Drain();
    private final List<Ear> resting = new ArrayList<>();
    private int part;

    Gallery() {
        var _ = loop.scheduleAtFixedRate(this::tick, 0, REST_MILLIS / PARTS, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    /// From now on `ear` is asked twenty times a second to take what waits for it. On the loop.
    void rest(Ear ear) {
        resting.add(ear);
    }

    private void tick() {
        part = (part + 1) % PARTS;
        for (int i = part; i < resting.size(); i += PARTS) resting.get(i).take(drain);
        if (part == 0) resting.removeIf(Ear::isClosed);
    }

    /// For use on the loop.
    Drain drain() {
        return drain;
    }

    /// Does something there and waits for it.
    <T> T ask(Callable<T> task) throws IOException, InterruptedException {
        var answer = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
