package io.glasscast.sdk;

import io.glasscast.contract.CloudToApp.StreamStatus;
import io.glasscast.contract.ResolvedConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.StreamStats;
import java.util.Optional;

/**
 * How the local stream does, as the glasses tell it.
 *
 * @param details the message, read
 * @param raw     the message as it came (JSON); empty when the SDK says it itself
 */
public record LocalLivestreamStatus(StreamStatus details, String raw) {
    /** {@return the state} */
    public StreamState status() {
        return details.state();
    }

    /** {@return the stream's name, once it has one} */
    public Optional<String> streamId() {
        return Optional.of(details.streamId()).filter(id -> !id.isEmpty());
    }

    /** {@return what went wrong, in words or in one} */
    public Optional<String> errorDetails() {
        return details.errorDetails();
    }

    /** {@return what the glasses made of the wishes, once they have said it} */
    public Optional<ResolvedConfig> resolvedConfig() {
        return details.resolvedConfig();
    }

    /** {@return what was measured: bits per second, frames per second, and so on} */
    public StreamStats stats() {
        return details.stats();
    }
}
