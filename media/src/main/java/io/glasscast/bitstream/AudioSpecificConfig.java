package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// What an AAC decoder must know before the first access unit (ISO/IEC 14496-3 §1.6.2.1).
///
/// @param objectType   2 for AAC-LC; of HE-AAC this is the core's, 2 as well (§1.6.5: a decoder finds the rest itself)
/// @param sampleRate   of the core, in Hz
/// @param channels     1 to 8
/// @param frameSamples samples of one channel in one access unit: 1024, or 960
public record AudioSpecificConfig(int objectType, int sampleRate, int channels, int frameSamples) {
    public static final int AAC_LC = 2;

    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };
    /// The index that says that the rate follows in 24 bits.
    private static final int EXPLICIT_RATE = 15;

    /// SBR and parametric stereo: a signal in front of the core's own configuration.
    private static final int SBR = 5;

    private static final int PARAMETRIC_STEREO = 29;
    private static final int ESCAPE = 31;
    /// No configuration names more channels without a program config element, which we do not read.
    private static final int MAX_CHANNELS = 8;

    /// AAC-LC with 1024 samples a frame.
    public static AudioSpecificConfig lc(int sampleRate, int channels) {
        return new AudioSpecificConfig(AAC_LC, sampleRate, channels, 1_024);
    }

    public static Parsed<AudioSpecificConfig> parse(Bytes bytes) {
        return parse(new BitReader(bytes));
    }

    /// Reads one from the middle of other bits (LATM), and leaves the reader behind it.
    public static Parsed<AudioSpecificConfig> parse(BitReader bits) {
        int objectType = objectType(bits);
        int rate = sampleRate(bits);
        int channelConfiguration = bits.i(4);
        if (objectType == SBR || objectType == PARAMETRIC_STEREO) {
            sampleRate(bits);
            objectType = objectType(bits);
        }
        boolean shortFrames = bits.flag();
        if (bits.flag()) bits.u(14);
        bits.flag();
        if (bits.overran()) return Parsed.malformed("aac-config-short");
        if (rate == 0) return Parsed.malformed("aac-config-rate");
        int channels = channelConfiguration == 7 ? 8 : channelConfiguration;
        if (channels < 1 || channels > MAX_CHANNELS) return Parsed.malformed("aac-config-channels");
        if (objectType < 1 || objectType > 4) return Parsed.malformed("aac-config-object-type");
        return Parsed.ok(new AudioSpecificConfig(objectType, rate, channels, shortFrames ? 960 : 1_024));
    }

    public Bytes write() {
        int index = sampleRateIndex();
        int tail = (channels == 8 ? 7 : channels) << 3 | (frameSamples == 960 ? 4 : 0);
        if (index != EXPLICIT_RATE)
            return new ByteWriter(2).u16(objectType << 11 | index << 7 | tail).toBytes();
        long bits = (long) objectType << 35 | (long) EXPLICIT_RATE << 31 | (long) sampleRate << 7 | tail;
        return new ByteWriter(5)
                .u8((int) (bits >>> 32))
                .u32(bits & 0xFFFF_FFFFL)
                .toBytes();
    }

    /// The rate's place in Table 1.18, or 15 when it has none.
    public int sampleRateIndex() {
        for (int i = 0; i < SAMPLE_RATES.length; i++) if (SAMPLE_RATES[i] == sampleRate) return i;
        return EXPLICIT_RATE;
    }

    /// The rate that an index of Table 1.18 stands for, in Hz; 0 for the reserved ones.
    public static int sampleRate(int index) {
        return index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
    }

    /// How long one access unit plays.
    public long frameNanos() {
        return frameSamples * 1_000_000_000L / sampleRate;
    }

    private static int objectType(BitReader bits) {
        int type = bits.i(5);
        return type == ESCAPE ? 32 + bits.i(6) : type;
    }

    private static int sampleRate(BitReader bits) {
        int index = bits.i(4);
        return index == EXPLICIT_RATE ? bits.i(24) : sampleRate(index);
    }
}
