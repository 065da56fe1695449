package io.glasscast.protocol.sdp;

import java.util.List;

/// The header extensions that we know what to do with (RFC 8285).
public final class Extensions {
    /// RFC 9143 §15.
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    public static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    /// draft-holmer-rmcat-transport-wide-cc-extensions-01.
    public static final String TRANSPORT_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    public static final String ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";

    /// Not video orientation: without it, publishers turn the picture before they encode it, and no viewer has to.
    static final List<String> KNOWN = List.of(MID, ABS_SEND_TIME, TRANSPORT_CC, ABS_CAPTURE_TIME);

    private Extensions() {}
}
