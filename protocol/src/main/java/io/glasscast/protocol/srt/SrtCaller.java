package io.glasscast.protocol.srt;

import io.glasscast.kernel.Chance;
import java.time.Duration;
import java.util.Optional;

/// What a caller says of itself; makes connections.
///
/// @param streamId what the listener is to do with us, such as `publish:KEY`: at most 512 bytes of UTF-8, may
///     be empty
/// @param latency  what we ask for; the larger of both sides' wins
/// @param secret   empty: not encrypted
public record SrtCaller(String streamId, Duration latency, Optional<SrtSecret> secret) {
    public SrtCaller {
        if (streamId.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > StreamId.MAX_LENGTH)
            throw new IllegalArgumentException("an SRT stream id has at most " + StreamId.MAX_LENGTH + " bytes");
        SrtConnection.checkLatency(latency);
    }

    /// Without the stream id, which may hold a key.
    @Override
    public String toString() {
        return "SrtCaller[" + latency + ", " + secret + "]";
    }

    /// Begins a connection, whose first [SrtConnection#elapse], due at once, sends the first handshake.
    public SrtConnection call(Chance chance, long nowNanos) {
        return call(SrtConnection.socketId(chance), chance, nowNanos);
    }

    /// As above, with a socket identifier that the owner of many connections has chosen
    /// ([SrtConnection#socketId]).
    public SrtConnection call(int socketId, Chance chance, long nowNanos) {
        return SrtConnection.calling(this, socketId, SendCipher.Refresh.STANDARD, chance, nowNanos);
    }
}
