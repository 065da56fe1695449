/// DTLS 1.2 for SRTP: proves that the peer holds the certificate its SDP named, agrees on keys, hands them out.
///
/// [DtlsPeer] is one connection in either role, driven by datagrams and by time passed in. The handshake and the
/// record layer are ours (RFC 5246, RFC 6347); the mathematics is BouncyCastle's and the JDK's
/// (`docs/adr/0004-dtls-machine.md`). What is assumed and left out: `docs/protocols/dtls.md`.
@NullMarked
package io.glasscast.protocol.dtls;

import org.jspecify.annotations.NullMarked;
