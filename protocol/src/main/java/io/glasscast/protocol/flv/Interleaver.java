package io.glasscast.protocol.flv;

import io.glasscast.media.Frame;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Brings the frames of two tracks into the order of their decoding times, which is the order of a file's tags.
///
/// Sound and pictures of one moment come in one after the other, and pictures with B-frames are decoded before the
/// sound of their moment is heard. Each track waits for the other, but not for long: it may have gone silent.
final class Interleaver {
    /// Longer than any encoder reorders (3 pictures of 25 a second), and than what sound comes later by that was made
    /// from other sound. Only sound that is missing is waited for so long.
    private static final long PATIENCE_NANOS = 600_000_000;

    private final ArrayDeque<Frame> pictures = new ArrayDeque<>();
    private final ArrayDeque<Frame> sounds = new ArrayDeque<>();
    private final Consumer<Frame> out;

    Interleaver(Consumer<Frame> out) {
        this.out = out;
    }

    void picture(Frame frame) {
        pictures.add(frame);
        settle(frame);
    }

    void sound(Frame frame) {
        sounds.add(frame);
        settle(frame);
    }

    /// Lets everything go that waits.
    void flush() {
        while (!pictures.isEmpty() || !sounds.isEmpty()) out.accept(earliest());
    }

    private void settle(Frame newest) {
        while (!pictures.isEmpty() && !sounds.isEmpty()) out.accept(earliest());
        long patienceEnds = newest.dtsNanos() - PATIENCE_NANOS;
        while (oldest(pictures) <= patienceEnds) out.accept(pictures.remove());
        while (oldest(sounds) <= patienceEnds) out.accept(sounds.remove());
    }

    private Frame earliest() {
        return oldest(pictures) <= oldest(sounds) ? pictures.remove() : sounds.remove();
    }

    private static long oldest(ArrayDeque<Frame> frames) {
        return frames.isEmpty() ? Long.MAX_VALUE : frames.element().dtsNanos();
    }
}
