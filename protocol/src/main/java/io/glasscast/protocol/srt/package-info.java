/// SRT in live mode (draft-sharabayko-srt-01): handshake version 5 on both sides, encryption, retransmission,
/// delivery at the sender's pace, and the text around it: stream identifiers and URLs.
///
/// An [SrtConnection] is one connection, whichever side began it. It comes from an [SrtCaller], which calls, or
/// from an [SrtListener], which answers calls and asks its owner whom to let in. Neither knows a socket or a
/// clock, and a datagram reaches the right connection by its destination socket identifier
/// ([SrtConnection#destination]).
///
/// Left out, because nobody who streams to us uses it: file mode, rendezvous, groups, packet filters, AES-GCM.
@NullMarked
package io.glasscast.protocol.srt;

import org.jspecify.annotations.NullMarked;
