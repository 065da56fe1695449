/// Seals and opens RTP and RTCP packets (RFC 3711, RFC 7714), with the profiles that DTLS can negotiate (RFC 5764).
///
/// A peer has one [SrtpSender] and one [SrtpReceiver], made from the keys the DTLS handshake hands out. Both work in
/// place on the caller's array, belong to one thread at a time, and know neither sockets nor time. The ciphers are
/// the JDK's own, which are as fast as OpenSSL here.
///
/// Left out, because no WebRTC peer uses it: MKI, key derivation rates other than zero, unauthenticated packets.
@NullMarked
package io.glasscast.protocol.srtp;

import org.jspecify.annotations.NullMarked;
