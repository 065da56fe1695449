package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LossListTest {
    private static final int ALL = 1_000;

    /// Against the simplest list there is.
    @Test
    void isASet() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new SplittableRandom(seed);
            var list = new LossList();
            var set = new TreeSet<Long>();
            long end = 0;
            for (int i = 0; i < 200; i++) {
                long at = end == 0 ? 0 : random.nextLong(end);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        long first = end + random.nextInt(3);
                        long last = first + random.nextInt(6);
                        list.add(first, last, 0, 0);
                        for (long index = first; index <= last; index++) set.add(index);
                        end = last + 2;
                    }
                    case 2 -> assertThat(list.remove(at)).isEqualTo(set.remove(at));
                    case 3 -> {
                        long last = at + random.nextInt(10);
                        list.remove(at, last);
                        set.subSet(at, true, last, true).clear();
                    }
                    default -> {
                        long before = at / 4;
                        list.removeBefore(before);
                        set.headSet(before).clear();
                    }
                }
                assertThat(list.isEmpty()).isEqualTo(set.isEmpty());
                if (!set.isEmpty()) assertThat(list.first()).isEqualTo(set.first());
            }
            var named = new TreeSet<Long>();
            for (var range : list.due(end, 1, 0, ALL))
                for (long index = range.first(); index <= range.last(); index++) named.add(index);
            assertThat(named).as("seed " + seed).isEqualTo(set);
        }
    }

    @Test
    void namesNoMoreThanFits() {
        var list = new LossList();
        for (int i = 0; i < 10; i++) list.add(2 * i, 2 * i, 0, 0);
        assertThat(list.due(100, 0, 20, 4)).hasSize(4);
        assertThat(list.due(100, 0, 20, 100)).hasSize(6);
        assertThat(list.due(100, 0, 20, 100)).isEmpty();
        assertThat(list.deadlineNanos()).isEqualTo(20);
    }
}
