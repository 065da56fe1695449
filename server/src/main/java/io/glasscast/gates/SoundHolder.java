package io.glasscast.gates;

import io.glasscast.protocol.flv.FlvTag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Lets sound wait for the picture behind it, so that both leave together: each call of the kernel costs more than a
/// piece of sound. The order stays.
final class SoundHolder {
    /// 43 ms of AAC, less than players keep in store.
    private static final int MOST = 2;

    private final Consumer<? super FlvTag> out;
    private final Deque<FlvTag> held = new ArrayDeque<>();
    private boolean pictures;

    SoundHolder(Consumer<? super FlvTag> out) {
        this.out = out;
    }

    /// Whether pictures are to come; without them nothing waits.
    void pictures(boolean toCome) {
        pictures = toCome;
    }

    void tag(FlvTag tag) {
        held.add(tag);
        if (!pictures || tag.kind() != FlvTag.Kind.AUDIO || held.size() > MOST) flush();
    }

    void flush() {
        for (var tag = held.poll(); tag != null; tag = held.poll()) out.accept(tag);
    }
}
