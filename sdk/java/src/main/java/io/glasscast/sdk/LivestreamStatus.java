package io.glasscast.sdk;

import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.StreamStats;
import java.util.List;
import java.util.Optional;

/**
 * How the managed stream does. {@code INITIALIZING} means wait (also after an interruption), {@code ACTIVE} means watch,
 * {@code STOPPED} and {@code ERROR} are the end of this stream for this app.
 *
 * @param details the message, read
 * @param raw     the message as it came (JSON); empty when the SDK says it itself: a stream that was gone when the
 *                connection came back
 */
public record LivestreamStatus(ManagedStreamStatus details, String raw) {
    /** The state. */
    public ManagedState status() {
        return details.state();
    }

    /** The stream's name, once it has one. */
    public Optional<String> streamId() {
        return details.streamId();
    }

    /** What happened, in words. */
    public Optional<String> message() {
        return details.message();
    }

    /** WHEP; present while {@code ACTIVE}, as the next three. */
    public Optional<String> webrtcUrl() {
        return details.urls().flatMap(PlaybackUrls::webrtcUrl);
    }

    /** An HLS playlist. */
    public Optional<String> hlsUrl() {
        return details.urls().map(PlaybackUrls::hlsUrl);
    }

    /** A DASH manifest. */
    public Optional<String> dashUrl() {
        return details.urls().map(PlaybackUrls::dashUrl);
    }

    /** A page with a player. */
    public Optional<String> previewUrl() {
        return details.urls().flatMap(PlaybackUrls::previewUrl);
    }

    /** A still picture. */
    public Optional<String> thumbnailUrl() {
        return details.urls().flatMap(PlaybackUrls::thumbnailUrl);
    }

    /** The restream destinations, each with its own state. */
    public List<OutputStatus> outputs() {
        return details.outputs();
    }

    /** What was measured: bits per second, frames per second, and so on. */
    public StreamStats stats() {
        return details.stats();
    }

    /** Without the addresses, which are secrets. */
    @Override
    public String toString() {
        return "LivestreamStatus[" + status() + streamId().map(id -> " " + id).orElse("")
                + message().map(words -> ": " + words).orElse("") + "]";
    }
}
