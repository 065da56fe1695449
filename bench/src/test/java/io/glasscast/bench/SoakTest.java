package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakTest {
    private static final String HISTOGRAM = """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         20000         640000  java.util.HashMap$Node (java.base@25)
               2:             7            448  io.glasscast.hub.Stream
               3:             5            320  java.nio.DirectByteBuffer (java.base@25)
               4:             3             96  [Lio.glasscast.hub.Stream;
               5:             2             32  io.glasscast.hub.Seat$Empty
               6:             4            128  java.util.concurrent.ConcurrentHashMap$Node (java.base@25)
               7:             1             64  io.netty.buffer.AdaptivePoolingAllocator$AdaptiveByteBuf (io.netty@4)
               8:             9            288  [Ljava.util.HashMap$Node; (java.base@25)
            Total         20051         641376
            """;

    private static List<SoakRound> rounds(int count, IntUnaryOperator descriptors) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SoakRound(
                        10_000_000, 1_000, 5_000, 10, 2_000_000, 100_000_000, descriptors.applyAsInt(i), 40, 0))
                .toList();
    }

    private static List<String> complaints(List<SoakRound> rounds) {
        return Drift.all(rounds).stream()
                .flatMap(drift -> drift.complaint().stream())
                .toList();
    }

    @Test
    void readsWhatTheJvmHolds() {
        assertThat(SoakRound.live(HISTOGRAM)).isEqualTo(641_376);
        assertThat(SoakRound.count(HISTOGRAM, SoakRound.OURS)).isEqualTo(9);
        assertThat(SoakRound.count(HISTOGRAM, SoakRound.ENTRIES)).isEqualTo(20_004);
        assertThat(SoakRound.count(HISTOGRAM, SoakRound.BUFFERS)).isEqualTo(6);
    }

    @Test
    void readsWhatTheJvmHasOutsideOfItsHeap() {
        assertThat(SoakRound.direct("""
                Total: reserved=2739450KB, committed=352938KB
                -                 Java Heap (reserved=1048576KB, committed=131072KB)
                -                     Other (reserved=1530KB, committed=1528KB)
                                            (malloc=1528KB #12)
                """)).isEqualTo(1_528 << 10);
        assertThat(SoakRound.direct("Native memory tracking is not enabled")).isZero();
    }

    @Test
    void findsFaultsInALog() {
        var fine = "2026-11-22T17:43:43.120Z WARN  Crew: a transcoding worker does not answer";
        var leak = "2026-11-22T17:43:43.120Z ERROR ResourceLeakDetector: LEAK: ByteBuf.release() was not called";
        var fault = "2026-11-22T17:43:43.120Z WARN  Room: HTTP did not close well | java.io.IOException: no";
        assertThat(SoakBench.faults(List.of(fine, leak, fault))).containsExactly(leak, fault);
    }

    @Test
    void findsTheNewestSegmentOfAManifest() {
        assertThat(DashFollower.newest("""
                <Period><AdaptationSet contentType="video">
                <SegmentTemplate timescale="90000" media="video-1-$Time$.m4s"><SegmentTimeline><S t="0" d="180000"/>
                </SegmentTimeline></SegmentTemplate></AdaptationSet></Period>
                <Period><AdaptationSet contentType="video">
                <SegmentTemplate timescale="90000" media="video-2-$Time$.m4s"><SegmentTimeline>
                <S t="900000" d="180000" r="2"/><S d="90000"/><S d="200000"/></SegmentTimeline></SegmentTemplate>
                </AdaptationSet><AdaptationSet contentType="audio">
                <SegmentTemplate timescale="48000" media="audio-2-$Time$.m4s"><SegmentTimeline><S t="7" d="96000"/>
                </SegmentTimeline></SegmentTemplate></AdaptationSet></Period>
                """)).hasValue("video-2-1530000.m4s");
        assertThat(DashFollower.newest("<MPD/>")).isEmpty();
    }

    @Test
    void countsNativeMemoryWithoutTheHeap() {
        assertThat(SoakRound.outsideOfHeap("""
                40000000000-40018200000 rw-s 00000000 00:01 726712    /memfd:java_heap (deleted)
                Rss:              360000 kB
                Pss:              360000 kB
                7f0000000000-7f0000021000 rw-p 00000000 00:00 0
                Pss:                 100 kB
                Pss_Dirty:            90 kB
                7f0000100000-7f0000200000 r-xp 00000000 08:01 42    /usr/lib/libc.so.6
                Pss:                  20 kB
                """)).isEqualTo(120 << 10);
    }

    @Test
    void countsWhatIsOpen() {
        assertThat(SoakRound.open("""
                # TYPE glasscast_streams gauge
                glasscast_streams 2.0
                glasscast_viewers{door="webrtc"} 3.0
                glasscast_viewers_thinned 7.0
                glasscast_control_sockets 1.0
                """)).isEqualTo(6);
    }

    @Test
    void whatIsFlatIsNoGrowthHoweverItWavers() {
        assertThat(complaints(rounds(30, i -> 60 + i % 3))).isEmpty();
    }

    @Test
    void whatRisesWhileTheServerGetsWarmIsNoGrowth() {
        assertThat(complaints(rounds(30, i -> Math.min(60, 10 * i)))).isEmpty();
    }

    @Test
    void oneDescriptorARoundIsFound() {
        assertThat(complaints(rounds(30, i -> 60 + i)))
                .singleElement()
                .asString()
                .contains("descriptors grew");
    }
}
