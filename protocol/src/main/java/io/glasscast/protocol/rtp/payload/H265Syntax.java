package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.BitReader;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.H265SequenceParameterSet;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// H.265's NAL unit types (ITU-T H.265 Table 7-1).
final class H265Syntax implements NalSyntax {
    private static final int MAX_PPS_ID = 63;

    /// Types from here on mean something only to packets (RFC 7798 §4.4), as far as anyone knows.
    private static final int UNSPECIFIED = 48;

    @Override
    public Role role(Bytes nal) {
        int type = type(nal);
        if (H265NalUnit.isRandomAccess(type)) return Role.KEY_SLICE;
        if (H265NalUnit.isSlice(type)) return Role.SLICE;
        if (H265NalUnit.isDispensable(type) || type >= UNSPECIFIED) return Role.DISPENSABLE;
        return parameterSetTypes().contains(type) ? Role.PARAMETER_SET : Role.OTHER;
    }

    @Override
    public int type(Bytes nal) {
        return H265NalUnit.type(nal);
    }

    @Override
    public int parameterSetId(Bytes nal) {
        int type = type(nal);
        // An SPS tells its id only behind its profile, so all of it is read.
        if (type == H265NalUnit.SPS)
            return switch (H265SequenceParameterSet.parse(nal)) {
                case Parsed.Ok<H265SequenceParameterSet>(var sps) -> sps.id();
                case Parsed.Malformed<H265SequenceParameterSet> _ -> -1;
            };
        var bits = BitReader.rbsp(nal, H265NalUnit.HEADER);
        long id = type == H265NalUnit.VPS ? bits.u(4) : bits.ue();
        return bits.overran() || id > MAX_PPS_ID ? -1 : (int) id;
    }

    @Override
    public List<Integer> parameterSetTypes() {
        return List.of(H265NalUnit.VPS, H265NalUnit.SPS, H265NalUnit.PPS);
    }

    @Override
    public String noParameterSets() {
        return "h265-no-parameter-sets";
    }
}
