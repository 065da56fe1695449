package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Copies bytes out of the heap, from where the kernel takes them. What one connection sends, as a rule the next one
/// sends too: the last few copies are kept and shared.
///
/// Belongs to one loop.
final class OffHeap implements AutoCloseable {
    /// The pieces of the largest pictures: 60 kB each.
    private static final int KEPT = 8;

    private final ByteBufAllocator allocator;
    private final @Nullable Bytes[] originals = new @Nullable Bytes[KEPT];
    private final @Nullable ByteBuf[] copies = new @Nullable ByteBuf[KEPT];
    private int newest;

    OffHeap(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// A buffer with these bytes, for the caller to release.
    ByteBuf of(Bytes bytes) {
        for (int i = 0; i < KEPT; i++) {
            int at = newest - i & KEPT - 1;
            var copy = copies[at];
            if (copy != null && same(originals[at], bytes)) return copy.retainedDuplicate();
        }
        newest = newest + 1 & KEPT - 1;
        var old = copies[newest];
        if (old != null) old.release();
        var copy =
                allocator.directBuffer(bytes.length()).writeBytes(bytes.array(), bytes.arrayOffset(), bytes.length());
        originals[newest] = bytes;
        copies[newest] = copy;
        return copy.retainedDuplicate();
    }

    /// Not equal, but the very same: comparing bytes would cost as much as copying them.
    private static boolean same(@Nullable Bytes one, Bytes other) {
        return one != null
                && one.array() == other.array()
                && one.arrayOffset() == other.arrayOffset()
                && one.length() == other.length();
    }

    @Override
    public void close() {
        for (int i = 0; i < KEPT; i++) {
            var copy = copies[i];
            copies[i] = null;
            originals[i] = null;
            if (copy != null) copy.release();
        }
    }
}
