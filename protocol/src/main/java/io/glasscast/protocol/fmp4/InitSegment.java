package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;

/// What a player reads before the segments of a rendition: `ftyp` and `moov`.
///
/// @param id         names it in URLs: other bytes, another id
/// @param codecs     its codec as RFC 6381 writes it, such as `avc1.64001f`
/// @param timescale  ticks a second of its media time
/// @param width      in pixels; 0 of sound
/// @param height     in pixels; 0 of sound
/// @param sampleRate in Hz; 0 of pictures
/// @param channels   0 of pictures
public record InitSegment(
        String id,
        Bytes bytes,
        Codec codec,
        String codecs,
        int timescale,
        int width,
        int height,
        int sampleRate,
        int channels) {
    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;
    private static final int LANGUAGE_UND = 0x55C4;
    private static final int ONE = 0x0001_0000;
    private static final int TOP_ONE = 0x4000_0000;

    /// Enabled, in the movie, in the preview.
    private static final int TRACK_FLAGS = 7;

    /// The number of the only track of every file.
    static final int TRACK = 1;

    /// The initialisation segment of one track. Presentation times are the stream's own, so no edit list moves them.
    static InitSegment of(SampleEntry entry) {
        var boxes = new BoxWriter();
        boxes.box("ftyp", () -> boxes.out().utf8("iso6").u32(0).utf8("iso6cmfcmp41"));
        boxes.box("moov", () -> {
            boxes.fullBox("mvhd", 0, 0, () -> {
                boxes.out()
                        .u32(0)
                        .u32(0)
                        .u32(entry.timescale())
                        .u32(0)
                        .u32(ONE)
                        .u16(0x0100)
                        .zeros(10);
                matrix(boxes);
                boxes.out().zeros(24).u32(TRACK + 1);
            });
            boxes.box("trak", () -> track(boxes, entry));
            boxes.box(
                    "mvex",
                    () -> boxes.fullBox(
                            "trex",
                            0,
                            0,
                            () -> boxes.out().u32(TRACK).u32(1).u32(0).u32(0).u32(0)));
        });
        var bytes = boxes.toBytes();
        return new InitSegment(
                id(bytes),
                bytes,
                entry.codec(),
                entry.codecs(),
                entry.timescale(),
                entry.width(),
                entry.height(),
                entry.sampleRate(),
                entry.channels());
    }

    /// FNV-1a, 64 bits: enough to tell the handful of codings that one stream has ever had from each other.
    private static String id(Bytes bytes) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < bytes.length(); i++) hash = (hash ^ bytes.u8(i)) * FNV_PRIME;
        return "%016x".formatted(hash);
    }

    private static void track(BoxWriter boxes, SampleEntry entry) {
        boolean video = entry.codec().kind() == Codec.Kind.VIDEO;
        boxes.fullBox("tkhd", 0, TRACK_FLAGS, () -> {
            boxes.out().u32(0).u32(0).u32(TRACK).u32(0).u32(0).zeros(8).u16(0).u16(0);
            boxes.out().u16(video ? 0 : 0x0100).u16(0);
            matrix(boxes);
            boxes.out().u32((long) entry.width() << 16).u32((long) entry.height() << 16);
        });
        boxes.box("mdia", () -> {
            boxes.fullBox(
                    "mdhd",
                    0,
                    0,
                    () -> boxes.out()
                            .u32(0)
                            .u32(0)
                            .u32(entry.timescale())
                            .u32(0)
                            .u16(LANGUAGE_UND)
                            .u16(0));
            boxes.fullBox(
                    "hdlr",
                    0,
                    0,
                    () -> boxes.out()
                            .u32(0)
                            .utf8(video ? "vide" : "soun")
                            .zeros(12)
                            .u8(0));
            boxes.box("minf", () -> {
                if (video) boxes.fullBox("vmhd", 0, 1, () -> boxes.out().zeros(8));
                else boxes.fullBox("smhd", 0, 0, () -> boxes.out().zeros(4));
                boxes.box(
                        "dinf",
                        () -> boxes.fullBox("dref", 0, 0, () -> {
                            boxes.out().u32(1);
                            boxes.fullBox("url ", 0, 1, () -> {}); // the media is in the same file
                        }));
                boxes.box("stbl", () -> sampleTable(boxes, entry));
            });
        });
    }

    /// The samples are in fragments, so every table but the description is empty.
    private static void sampleTable(BoxWriter boxes, SampleEntry entry) {
        boxes.fullBox("stsd", 0, 0, () -> boxes.out().u32(1).bytes(entry.box()));
        boxes.fullBox("stts", 0, 0, () -> boxes.out().u32(0));
        boxes.fullBox("stsc", 0, 0, () -> boxes.out().u32(0));
        boxes.fullBox("stsz", 0, 0, () -> boxes.out().u32(0).u32(0));
        boxes.fullBox("stco", 0, 0, () -> boxes.out().u32(0));
    }

    private static void matrix(BoxWriter boxes) {
        boxes.out().u32(ONE).zeros(12).u32(ONE).zeros(12).u32(TOP_ONE);
    }
}
