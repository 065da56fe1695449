package io.glasscast.gates;

import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.dtls.DtlsIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the WebRTC gate says of itself to every peer.
///
/// @param identity        the certificate of this run
/// @param addresses       where peers reach us, best first, for a client that reached us by this host name
/// @param unixNanosAtZero the wall clock's time when the machines' clock stood at 0
/// @param patience        how long nobody may watch before a publisher is asked for less; empty: for ever
public record WebRtcTerms(
        DtlsIdentity identity,
        Function<String, List<TransportAddress>> addresses,
        long unixNanosAtZero,
        Optional<Duration> patience) {}
