/// Finds a path between two peers and proves that the other end still wants what we send.
///
/// STUN messages and transactions (RFC 8489), and two ICE agents over them: [io.glasscast.protocol.stun.IceLiteAgent]
/// for the server, which answers checks, and asks only whether a peer is there and consents (RFC 7675), and
/// [io.glasscast.protocol.stun.IceControllingAgent] for our own glasses, which checks, nominates and keeps consent
/// fresh. What we assume and leave out stands in `docs/protocols/ice.md`.
@NullMarked
package io.glasscast.protocol.stun;

import org.jspecify.annotations.NullMarked;
