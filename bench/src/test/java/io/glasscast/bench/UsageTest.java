package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void readsWhatTheKernelWritesWhateverTheProgramIsCalled() {
        assertThat(Usage.cpuSeconds(
                        "42 (a) S 1 (b) R 1 42 42 0 -1 4194560 100 0 0 0 150 25 0 0 20 0 9 0 12345 1000 200 1844"))
                .isEqualTo(1.75);
    }

    @Test
    void sharedMemoryIsDivided() {
        assertThat(Usage.residentBytes("""
                        55d0-7ffe ---p 00000000 00:00 0    [rollup]
                        Rss:              300000 kB
                        Pss:              200000 kB
                        Pss_Dirty:        150000 kB
                        """)).isEqualTo(200_000L * 1024);
    }

    @Test
    void thisProcessHasSpentSomething() throws Exception {
        var usage = Usage.of(ProcessHandle.current().pid());
        assertThat(usage.cpuSeconds()).isPositive();
        assertThat(usage.residentBytes()).isGreaterThan(1 << 20);
    }
}
