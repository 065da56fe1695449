package io.glasscast.transcode.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;

/// Owns native objects and frees them, newest first, when it is closed. FFmpeg's objects have no collector
/// behind them, so each one is registered here on the line that allocates it.
final class Lifetime implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final Deque<Runnable> releases = new ArrayDeque<>();

    /// Native objects that are owned by any lifetime right now.
    static int open() {
        return OPEN.get();
    }

    /// Takes what FFmpeg just allocated.
    ///
    /// @throws CodecException when it is null: FFmpeg's word for no memory
    <P extends Pointer> P own(P pointer, Consumer<? super P> release) {
        if (Pointer.isNull(pointer)) throw new CodecException("out of native memory");
        OPEN.incrementAndGet();
        releases.push(() -> {
            release.accept(pointer);
            OPEN.decrementAndGet();
        });
        return pointer;
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) releases.pop().run();
    }
}
