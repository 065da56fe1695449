package io.glasscast.drive;

import io.glasscast.gates.KeyMaker;
import io.glasscast.kernel.Mishaps;
import io.glasscast.protocol.srt.KeyDerivation;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Makes keys on a thread of its own, which rests as long as it works: whoever calls with ever new keys to be made gets
/// half a core of this machine, and nothing of the media loop.
///
/// What waits here is as much as the machines allow.
final class KeyBench implements KeyMaker, AutoCloseable {
    private final Executor onLoop;
    private final Mishaps mishaps;
    private final LongSupplier now;
    private final ExecutorService bench = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("srt-keys").factory());

    /// @param onLoop  runs work on the media loop, after which whatever it caused is sent
    /// @param mishaps learns on the loop why a key was not made
    KeyBench(Executor onLoop, Mishaps mishaps, LongSupplier now) {
        this.onLoop = onLoop;
        this.mishaps = mishaps;
        this.now = now;
    }

    @Override
    public void derive(KeyDerivation work, Answer answer) {
        bench.execute(() -> {
            long began = System.nanoTime();
            var told = made(work, answer);
            long took = System.nanoTime() - began;
            onLoop.execute(told);
            LockSupport.parkNanos(took);
        });
    }

    /// Makes it.
    ///
    /// @return tells what came out; whoever waits must hear, whatever did
    private Runnable made(KeyDerivation work, Answer answer) {
        try {
            var key = work.derive();
            return () -> answer.derived(key, now.getAsLong());
        } catch (Throwable e) {
            return () -> {
                mishaps.happened("the making of a key", e);
                answer.failed(now.getAsLong());
            };
        }
    }

    @Override
    public void close() {
        bench.shutdownNow();
    }
}
