/// One WebRTC peer: ICE, DTLS, SRTP, RTP and SDP made into a single machine.
///
/// [io.glasscast.protocol.webrtc.Peer] is the whole of it, for both ends: the server answers with ICE-lite and serves
/// publishers and viewers, the glasses offer and control. [io.glasscast.protocol.webrtc.PeerTable] lets any number of
/// them share one port.
@NullMarked
package io.glasscast.protocol.webrtc;

import org.jspecify.annotations.NullMarked;
