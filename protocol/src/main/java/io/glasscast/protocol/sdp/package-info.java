/// Offers and answers as records, by the rules of JSEP that WHIP and WHEP need.
///
/// Three layers. [SessionDescription] is the grammar (RFC 8866): lines, nothing interpreted. [Offer] is what a WebRTC
/// offer says: one transport, some media sections. [WhipAnswer] and [WhepAnswer] decide and write what the server
/// says to it; [ClientOffer] is the other side, for our own glasses and for load. [SdpFragment] is trickle ICE.
///
/// Malformed and unacceptable are different things: the first is text that cannot be understood ([Parsed]), the
/// second an offer that we understand and refuse ([Negotiation.Unacceptable]).
@NullMarked
package io.glasscast.protocol.sdp;

import org.jspecify.annotations.NullMarked;
