package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads AAC out of LATM (ISO/IEC 14496-3 §1.7): remembers the configuration, which not every element repeats.
///
/// Read is what broadcasters and encoders send: one program, one layer, one time base, lengths in each element.
public final class LatmStream {
    /// Bytes before an element of a LOAS stream (AudioSyncStream(), §1.7.2).
    public static final int SYNC_HEADER = 3;

    private static final int SYNCWORD = 0x2B7;

    private Optional<Mux> mux = Optional.empty();

    /// StreamMuxConfig() as far as it steers reading on.
    private record Mux(AudioSpecificConfig config, int subFrames) {}

    /// One element's access units, all in `config`.
    public record Element(AudioSpecificConfig config, List<Bytes> accessUnits) {}

    /// Bytes of the LOAS frame that starts at `at`, sync header included, or 0 when none does. Needs
    /// [#SYNC_HEADER] bytes there.
    public static int loasLength(Bytes bytes, int at) {
        int header = bytes.u24(at);
        return header >>> 13 == SYNCWORD ? SYNC_HEADER + (header & 0x1FFF) : 0;
    }

    /// Reads AudioMuxElement(1): what a LOAS frame holds behind its sync header.
    public Parsed<Element> read(Bytes element) {
        var bits = new BitReader(element);
        if (!bits.flag()) { // useSameStreamMux
            switch (streamMuxConfig(bits)) {
                case Parsed.Ok<Mux>(var next) -> mux = Optional.of(next);
                case Parsed.Malformed<Mux>(var why) -> {
                    return Parsed.malformed(why);
                }
            }
        }
        if (mux.isEmpty()) return Parsed.malformed("latm-no-config");
        var current = mux.get();
        var units = new ArrayList<Bytes>(current.subFrames);
        for (int n = 0; n < current.subFrames; n++) {
            int length = payloadLength(bits);
            if (length > element.length()) return Parsed.malformed("latm-length");
            var unit = new byte[length];
            for (int i = 0; i < length; i++) unit[i] = (byte) bits.i(8);
            if (length > 0) units.add(Bytes.of(unit));
        }
        if (bits.overran()) return Parsed.malformed("latm-short");
        return Parsed.ok(new Element(current.config, units));
    }

    /// PayloadLengthInfo() for frameLengthType 0: bytes that are added up, the last below 255.
    private static int payloadLength(BitReader bits) {
        int length = 0;
        int more;
        do {
            more = bits.i(8);
            length += more;
        } while (more == 255);
        return length;
    }

    private static Parsed<Mux> streamMuxConfig(BitReader bits) {
        boolean versionOne = bits.flag();
        if (versionOne && bits.flag()) return Parsed.malformed("latm-version"); // audioMuxVersionA is reserved
        if (versionOne) value(bits); // taraBufferFullness
        if (!bits.flag()) return Parsed.malformed("latm-time-framing");
        int subFrames = bits.i(6) + 1;
        if (bits.i(4) != 0) return Parsed.malformed("latm-programs");
        if (bits.i(3) != 0) return Parsed.malformed("latm-layers");
        long configBits = versionOne ? value(bits) : 0;
        long before = bits.position();
        AudioSpecificConfig config;
        switch (AudioSpecificConfig.parse(bits)) {
            case Parsed.Ok<AudioSpecificConfig>(var read) -> config = read;
            case Parsed.Malformed<AudioSpecificConfig>(var why) -> {
                return Parsed.malformed(why);
            }
        }
        if (versionOne) {
            long rest = configBits - (bits.position() - before);
            if (rest < 0 || rest > Integer.MAX_VALUE) return Parsed.malformed("latm-config-length");
            bits.skip((int) rest);
        }
        if (bits.i(3) != 0) return Parsed.malformed("latm-frame-length-type");
        bits.skip(8); // latmBufferFullness
        if (bits.flag()) { // otherDataPresent
            if (versionOne) value(bits);
            else while (bits.flag() && !bits.overran()) bits.skip(8);
            if (!versionOne) bits.skip(8);
        }
        if (bits.flag()) bits.skip(8); // crcCheckSum
        return bits.overran() ? Parsed.malformed("latm-short") : Parsed.ok(new Mux(config, subFrames));
    }

    /// LatmGetValue(): one to four bytes.
    private static long value(BitReader bits) {
        return bits.u(8 * (bits.i(2) + 1));
    }
}
