package io.glasscast.protocol.flv;

import io.glasscast.bitstream.Av1Configuration;
import io.glasscast.bitstream.Av1Obu;
import io.glasscast.bitstream.AvcConfiguration;
import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.HevcConfiguration;
import io.glasscast.bitstream.Keyframes;
import io.glasscast.bitstream.Leb128;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;

/// From pictures as tags carry them to pictures as [Codec] describes them: whatever the sequence header said, a
/// keyframe says again.
///
/// @param codec         what they are coded in
/// @param prefix        bytes of the length in front of each NAL unit; 0 for codecs without
/// @param parameterSets NAL units, or one block of OBUs, for keyframes that lack them
record Pictures(Codec codec, int prefix, List<Bytes> parameterSets) {
    /// A picture ready to travel.
    record Ready(boolean keyframe, Bytes payload) {}

    /// Reads a sequence header.
    static Parsed<Pictures> of(Codec codec, Bytes configuration) {
        return switch (codec) {
            case H264 ->
                AvcConfiguration.parse(configuration)
                        .then(avcC -> Parsed.ok(new Pictures(codec, avcC.prefix(), avcC.parameterSets())));
            case H265 ->
                HevcConfiguration.parse(configuration)
                        .then(hvcC -> Parsed.ok(new Pictures(codec, hvcC.prefix(), hvcC.parameterSets())));
            case AV1 ->
                Av1Configuration.parse(configuration)
                        .then(av1C -> Parsed.ok(new Pictures(codec, 0, List.of(av1C.units()))));
            case VP8, VP9 -> Parsed.ok(new Pictures(codec, 0, List.of()));
            case OPUS, AAC -> Parsed.malformed("flv-codec");
        };
    }

    /// Makes a picture ready.
    ///
    /// @param keyframe what its tag says
    Parsed<Ready> read(boolean keyframe, Bytes data) {
        return switch (codec) {
            case H264, H265 -> units(data).then(units -> joined(keyframe, units));
            case AV1 -> obus(data).then(units -> Parsed.ok(av1(keyframe, units)));
            case VP8, VP9 -> Parsed.ok(new Ready(Keyframes.isKeyframe(codec, data), data));
            case OPUS, AAC -> Parsed.malformed("flv-codec");
        };
    }

    /// The NAL units behind lengths of [#prefix] bytes, without those that [Codec] leaves out.
    private Parsed<List<Bytes>> units(Bytes data) {
        var units = new ArrayList<Bytes>();
        int at = 0;
        while (at < data.length()) {
            if (data.length() - at < prefix) return Parsed.malformed("nal-length-short");
            long size = 0;
            for (int i = 0; i < prefix; i++) size = size << 8 | data.u8(at++);
            if (size > data.length() - at) return Parsed.malformed("nal-truncated");
            if (units.size() == NalUnits.MAX_COUNT) return Parsed.malformed("nal-count");
            var unit = data.slice(at, (int) size);
            if (size > 0 && !isDispensable(unit)) units.add(unit);
            at += (int) size;
        }
        return Parsed.ok(units);
    }

    private Parsed<Ready> joined(boolean keyframe, List<Bytes> units) {
        if (units.stream().noneMatch(this::isSlice)) return Parsed.malformed("flv-no-slice");
        // An encoder may start groups with pictures other than IDR: its word counts.
        boolean starts = keyframe || units.stream().anyMatch(this::isRandomAccess);
        if (!starts || hasParameterSets(units)) return Parsed.ok(new Ready(starts, NalUnits.join(units)));
        var all = new ArrayList<>(parameterSets);
        units.stream().filter(unit -> !isParameterSet(unit)).forEach(all::add);
        return Parsed.ok(new Ready(true, NalUnits.join(all)));
    }

    private boolean hasParameterSets(List<Bytes> units) {
        return codec == Codec.H264
                ? AvcConfiguration.hasParameterSets(units)
                : HevcConfiguration.hasParameterSets(units);
    }

    private boolean isSlice(Bytes unit) {
        return codec == Codec.H264
                ? H264NalUnit.isSlice(H264NalUnit.type(unit))
                : H265NalUnit.isSlice(H265NalUnit.type(unit));
    }

    private boolean isRandomAccess(Bytes unit) {
        return codec == Codec.H264
                ? H264NalUnit.type(unit) == H264NalUnit.IDR_SLICE
                : H265NalUnit.isRandomAccess(H265NalUnit.type(unit));
    }

    private boolean isDispensable(Bytes unit) {
        return codec == Codec.H264
                ? H264NalUnit.isDispensable(H264NalUnit.type(unit))
                : H265NalUnit.isDispensable(H265NalUnit.type(unit));
    }

    private boolean isParameterSet(Bytes unit) {
        return FlvWriter.isParameterSet(codec, unit);
    }

    private Ready av1(boolean keyframe, List<Av1Obu> units) {
        var payload = Av1Obu.join(units);
        boolean sequence = units.stream().anyMatch(unit -> unit.type() == Av1Obu.SEQUENCE_HEADER);
        if (!keyframe || sequence) return new Ready(keyframe || Av1Obu.isKeyframe(units), payload);
        var all = new ByteWriter(payload.length() + 64);
        for (var set : parameterSets) all.bytes(set);
        return new Ready(true, all.bytes(payload).toBytes());
    }

    /// A temporal unit as files have it: the last unit may do without a size (AV1-ISOBMFF §2.4).
    private static Parsed<List<Av1Obu>> obus(Bytes data) {
        var units = new ArrayList<Av1Obu>();
        int at = 0;
        while (at < data.length()) {
            if (units.size() == Av1Obu.MAX_COUNT) return Parsed.malformed("av1-obu-count");
            int end = end(data, at);
            if (end < 0) return Parsed.malformed("av1-obu-size");
            switch (Av1Obu.parse(data.slice(at, end - at))) {
                case Parsed.Ok<Av1Obu>(var unit) -> {
                    if (unit.type() != Av1Obu.TEMPORAL_DELIMITER) units.add(unit);
                }
                case Parsed.Malformed<Av1Obu>(var why) -> {
                    return Parsed.malformed(why);
                }
            }
            at = end;
        }
        return units.isEmpty() ? Parsed.malformed("av1-obu-empty") : Parsed.ok(units);
    }

    /// Where the unit at `at` ends, or -1 when it is cut off.
    private static int end(Bytes data, int at) {
        int header = data.u8(at);
        if ((header & 2) == 0) return data.length();
        int sizeAt = at + ((header & 4) != 0 ? 2 : 1);
        if (sizeAt >= data.length()) return -1;
        var size = Leb128.read(data, sizeAt);
        if (size.length() == 0) return -1;
        int from = sizeAt + size.length();
        return size.value() > data.length() - from ? -1 : from + size.value();
    }
}
