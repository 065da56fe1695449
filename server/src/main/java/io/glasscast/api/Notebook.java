package io.glasscast.api;

import io.glasscast.control.DeskMemory;
import io.glasscast.store.StoreException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one desk must not forget: written when it changes, and only then. One thread at a time.
final class Notebook {
    private static final Logger LOG = LoggerFactory.getLogger(Notebook.class);

    private final BiConsumer<String, DeskMemory> pen;
    private DeskMemory written;

    /// @param written what stands in it
    /// @param pen     writes what must be known of a user; throws [StoreException] when it cannot
    Notebook(DeskMemory written, BiConsumer<String, DeskMemory> pen) {
        this.written = written;
        this.pen = pen;
    }

    void keep(String userId, DeskMemory memory) {
        if (memory.equals(written)) return;
        try {
            pen.accept(userId, memory);
            written = memory;
        } catch (StoreException e) {
            // Better to go on without a net than not at all. The next change tries again.
            LOG.error("what a desk must not forget could not be written", e);
        }
    }
}
