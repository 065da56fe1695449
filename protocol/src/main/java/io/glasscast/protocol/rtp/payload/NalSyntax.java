package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.List;

/// What H.264 and H.265 NAL units mean to a unit, whichever packet brought them.
interface NalSyntax {
    enum Role {
        /// A coded slice.
        SLICE,
        /// A coded slice of a picture at which decoding can start.
        KEY_SLICE,
        PARAMETER_SET,
        /// Supplemental; kept as it is.
        OTHER,
        /// Delimiters, filler, and types that mean something only to packets.
        DISPENSABLE
    }

    Role role(Bytes nal);

    int type(Bytes nal);

    /// The id that a parameter set gives itself, or -1 when it cannot be read or is out of range.
    int parameterSetId(Bytes nal);

    /// The types of parameter sets that a keyframe needs, in the order in which they go in front of it.
    List<Integer> parameterSetTypes();

    /// Why a keyframe without them is lost.
    String noParameterSets();
}
