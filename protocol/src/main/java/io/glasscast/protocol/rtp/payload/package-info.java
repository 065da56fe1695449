/// Codec payload formats: frames cut into RTP payloads, and RTP payloads put together to frames, one pair per codec.
///
/// Payloads in, payloads out: headers, sequence numbers and clocks are the business of `io.glasscast.protocol.rtp`.
@NullMarked
package io.glasscast.protocol.rtp.payload;

import org.jspecify.annotations.NullMarked;
