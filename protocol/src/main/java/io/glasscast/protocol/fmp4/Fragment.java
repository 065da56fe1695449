package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import java.util.List;

/// One movie fragment with the media behind it (ISO/IEC 14496-12 §8.8, ISO/IEC 23000-19 §7.3.2.3).
/// ```
/// [prft] moof( mfhd traf( tfhd tfdt trun ) ) mdat
/// ```
///
/// Composition offsets may be signed, but are not negative unless an encoder changes its mind about reordering: FFmpeg
/// takes negative ones for a reason to show everything later, and pictures would lag behind the sound.
final class Fragment {
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int DATA_OFFSET = 0x001;
    private static final int SAMPLE_DURATION = 0x100;
    private static final int SAMPLE_SIZE = 0x200;
    private static final int SAMPLE_FLAGS = 0x400;
    private static final int SAMPLE_OFFSET = 0x800;

    /// sample_depends_on 2: on no other.
    private static final int SYNC = 0x0200_0000;

    /// sample_depends_on 1, and sample_is_non_sync_sample.
    private static final int NOT_SYNC = 0x0101_0000;

    /// The time is that at which the camera saw it.
    private static final int PRFT_CAPTURED = 24;

    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long SECOND = 1_000_000_000L;

    private Fragment() {}

    /// Writes one.
    ///
    /// @param sequence rises from fragment to fragment
    /// @param samples  not empty, one behind the other
    /// @param lead     ticks by which decoding is ahead of what [Sample#ticks] says
    static Bytes write(long sequence, List<Sample> samples, long lead) {
        return join(new BoxWriter(), sequence, samples, lead);
    }

    /// Writes one that also says when its first sample was seen by the camera (`prft`, §8.16.5).
    static Bytes write(long sequence, List<Sample> samples, long lead, long unixNanos) {
        var boxes = new BoxWriter();
        var first = samples.getFirst();
        boxes.fullBox(
                "prft",
                1,
                PRFT_CAPTURED,
                () -> boxes.out().u32(InitSegment.TRACK).u64(ntp(unixNanos)).u64(first.ticks() + first.offset()));
        return join(boxes, sequence, samples, lead);
    }

    private static Bytes join(BoxWriter boxes, long sequence, List<Sample> samples, long lead) {
        int moof = boxes.out().length();
        boxes.box("moof", () -> {
            boxes.fullBox("mfhd", 0, 0, () -> boxes.out().u32(sequence));
            boxes.box("traf", () -> {
                boxes.fullBox("tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> boxes.out().u32(InitSegment.TRACK));
                boxes.fullBox(
                        "tfdt", 1, 0, () -> boxes.out().u64(samples.getFirst().ticks() - lead));
                run(boxes, samples, lead);
            });
        });
        int media = 0;
        for (var sample : samples) media += sample.payload().length();
        var header = boxes.out();
        // The only field in front of the first sample's own is the offset of the media.
        int dataOffset = header.length() - ROW * samples.size() - 4;
        header.setU32(dataOffset, header.length() - moof + BoxWriter.HEADER);
        header.u32(BoxWriter.HEADER + media).utf8("mdat");
        var head = header.toBytes();
        var whole = new byte[head.length() + media];
        head.copyTo(whole, 0);
        int at = head.length();
        for (var sample : samples) {
            sample.payload().copyTo(whole, at);
            at += sample.payload().length();
        }
        return Bytes.of(whole);
    }

    /// Bytes that a sample takes in `trun`.
    private static final int ROW = 16;

    private static void run(BoxWriter boxes, List<Sample> samples, long lead) {
        int flags = DATA_OFFSET | SAMPLE_DURATION | SAMPLE_SIZE | SAMPLE_FLAGS | SAMPLE_OFFSET;
        boxes.fullBox("trun", 1, flags, () -> {
            boxes.out().u32(samples.size()).u32(0);
            for (var sample : samples)
                boxes.out()
                        .u32(sample.duration())
                        .u32(sample.payload().length())
                        .u32(sample.sync() ? SYNC : NOT_SYNC)
                        .u32(sample.offset() + lead);
        });
    }

    /// 64-bit NTP time: seconds since 1900, and 2^-32 of them.
    private static long ntp(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, SECOND) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(unixNanos, SECOND) << 32) / SECOND;
        return seconds << 32 | fraction;
    }
}
