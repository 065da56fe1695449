/// RTP and RTCP: packets, header extensions, reports and feedback; the receive side that reorders, asks again and
/// knows when to stop; retransmission both ways; clocks that bring a sender's tracks onto one timeline.
///
/// RFC 3550, 3551, 4585, 4588, 5104, 5506, 5761, 8285, 9143, 3611; draft-alvestrand-rmcat-remb-03;
/// draft-holmer-rmcat-transport-wide-cc-extensions-01. What is assumed and left out: `docs/protocols/rtp.md`.
@NullMarked
package io.glasscast.protocol.rtp;

import org.jspecify.annotations.NullMarked;
