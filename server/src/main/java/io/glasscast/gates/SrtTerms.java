package io.glasscast.gates;

import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.protocol.srt.SrtUrl;
import java.time.Duration;
import java.util.Optional;

/// What the SRT gate asks of everybody who calls.
///
/// @param secret  empty: whoever encrypts is refused, because we could not decrypt; else everybody must encrypt
///     with it
/// @param listens whether strangers may call; our own calls need no open door
/// @param latency what we ask for; a caller that asks for more gets it
public record SrtTerms(boolean listens, Optional<SrtSecret> secret, Duration latency) {
    /// In the clear, and quick enough for a path of 30 ms (advised are four round trips).
    public static final SrtTerms DEFAULT = new SrtTerms(true, Optional.empty(), SrtUrl.DEFAULT_LATENCY);
}
