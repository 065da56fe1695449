package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Real bitstreams as frames in the shape that [Codec] describes, from the files in `src/test/resources/samples`.
public enum Samples {
    H264(Codec.H264, "h264.h264"),
    H264_SLICES(Codec.H264, "h264-slices.h264"),
    H265(Codec.H265, "h265.h265"),
    VP8(Codec.VP8, "vp8.ivf"),
    VP9(Codec.VP9, "vp9.ivf"),
    VP9_SUPERFRAMES(Codec.VP9, "vp9-superframes.ivf"),
    AV1(Codec.AV1, "av1.ivf"),
    AV1_SVT(Codec.AV1, "av1-svt.ivf"),
    OPUS(Codec.OPUS, "opus.ogg");

    public static final int WIDTH = 320;
    public static final int HEIGHT = 180;

    private static final int IVF_HEADER = 32;
    private static final int IVF_FRAME_HEADER = 12;
    private static final int OGG_PAGE_HEADER = 27;

    private final Codec codec;
    private final String file;

    Samples(Codec codec, String file) {
        this.codec = codec;
        this.file = file;
    }

    public Codec codec() {
        return codec;
    }

    /// The frames in decoding order.
    public List<Bytes> frames() {
        return switch (codec) {
            case H264, H265 -> annexB(bytes(), codec == Codec.H265);
            case VP8, VP9 -> ivf(bytes());
            // An IVF frame of AV1 starts with its temporal delimiter, `12 00`.
            case AV1 -> ivf(bytes()).stream().map(unit -> unit.from(2)).toList();
            // The first two packets are headers (RFC 7845 §3).
            case OPUS -> ogg(bytes()).stream().skip(2).toList();
            case AAC -> throw new IllegalStateException();
        };
    }

    /// The file as it is.
    public Bytes bytes() {
        try (var stream = Samples.class.getResourceAsStream("/samples/" + file)) {
            if (stream == null) throw new IllegalStateException(file);
            return Bytes.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Bytes> annexB(Bytes stream, boolean h265) {
        var frames = new ArrayList<Bytes>();
        var unit = new ArrayList<Bytes>();
        boolean picture = false;
        for (var nal : NalUnits.splitAnnexB(stream).orThrow()) {
            int type = h265 ? nal.u8(0) >>> 1 & 0x3F : nal.u8(0) & 0x1F;
            boolean slice = h265 ? type < 32 : type >= 1 && type <= 5;
            boolean first = slice && (nal.u8(h265 ? 2 : 1) & 0x80) != 0;
            if (picture && (first || !slice)) {
                frames.add(NalUnits.join(unit));
                unit.clear();
                picture = false;
            }
            picture |= slice;
            if (type != (h265 ? 35 : 9)) unit.add(nal);
        }
        frames.add(NalUnits.join(unit));
        return frames;
    }

    private static List<Bytes> ivf(Bytes file) {
        var frames = new ArrayList<Bytes>();
        for (int at = IVF_HEADER; at < file.length(); ) {
            int size = Integer.reverseBytes((int) file.u32(at));
            frames.add(file.slice(at + IVF_FRAME_HEADER, size));
            at += IVF_FRAME_HEADER + size;
        }
        return frames;
    }

    private static List<Bytes> ogg(Bytes file) {
        var packets = new ArrayList<Bytes>();
        var packet = new ByteWriter();
        for (int page = 0; page < file.length(); ) {
            int segments = file.u8(page + OGG_PAGE_HEADER - 1);
            int at = page + OGG_PAGE_HEADER + segments;
            for (int i = 0; i < segments; i++) {
                int size = file.u8(page + OGG_PAGE_HEADER + i);
                packet.bytes(file.slice(at, size));
                at += size;
                if (size < 255) {
                    packets.add(packet.toBytes());
                    packet = new ByteWriter();
                }
            }
            page = at;
        }
        return packets;
    }
}
