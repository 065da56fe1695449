/// RTMP: one connection's server end and client end, over any bytes that come in order.
///
/// Adobe's Real Time Messaging Protocol 1.0 (December 2012), the digest handshake that Flash added, Enhanced RTMP v2.
/// What is assumed and left out: `docs/protocols/rtmp.md`.
@NullMarked
package io.glasscast.protocol.rtmp;

import org.jspecify.annotations.NullMarked;
