package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffHeapTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final OffHeap offHeap = new OffHeap(allocator);

    @Test
    void theSameBytesAreCopiedOnce() {
        var bytes = Bytes.of(new byte[] {9, 1, 2, 3}).slice(1, 3);
        var one = offHeap.of(bytes);
        var two = offHeap.of(bytes);
        assertThat(ByteBufUtil.getBytes(one)).containsExactly(1, 2, 3);
        assertThat(two.memoryAddress()).isEqualTo(one.memoryAddress());
        // Whoever has read one of them has not read the other.
        one.skipBytes(3);
        assertThat(ByteBufUtil.getBytes(two)).containsExactly(1, 2, 3);
    }

    @Test
    void othersAreOthersEvenInTheSameArray() {
        var bytes = Bytes.of(new byte[] {1, 2, 3, 4});
        assertThat(ByteBufUtil.getBytes(offHeap.of(bytes.slice(0, 2)))).containsExactly(1, 2);
        assertThat(ByteBufUtil.getBytes(offHeap.of(bytes.slice(1, 2)))).containsExactly(2, 3);
        assertThat(ByteBufUtil.getBytes(offHeap.of(bytes.slice(0, 3)))).containsExactly(1, 2, 3);
    }

    @Test
    void whatEverybodyHasReleasedAndIsNotKeptIsFreed() {
        List<ByteBuf> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var bytes = Bytes.of(new byte[2_000]);
            given.add(offHeap.of(bytes));
            given.add(offHeap.of(bytes));
        }
        given.forEach(ByteBuf::release);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(8 * 2_000);
        offHeap.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
