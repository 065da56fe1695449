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
    /** {@return the state} */
    public ManagedState status() {
        return details.state();
    }

    /** {@return the stream's name, once it has one} */
    public Optional<String> streamId() {
        return details.streamId();
    }

    /** {@return what happened, in words} */
    public Optional<String> message() {
        return details.message();
    }

    /** {@return a WHEP address, less than a second behind; there while {@code ACTIVE}, as the next four} */
    public Optional<String> webrtcUrl() {
        return details.urls().flatMap(PlaybackUrls::webrtcUrl);
    }

    /** {@return an HLS playlist} */
    public Optional<String> hlsUrl() {
        return details.urls().map(PlaybackUrls::hlsUrl);
    }

    /** {@return a DASH manifest} */
    public Optional<String> dashUrl() {
        return details.urls().map(PlaybackUrls::dashUrl);
    }

    /** {@return a page with a player} */
    public Optional<String> previewUrl() {
        return details.urls().flatMap(PlaybackUrls::previewUrl);
    }

    /** {@return a still picture} */
    public Optional<String> thumbnailUrl() {
        return details.urls().flatMap(PlaybackUrls::thumbnailUrl);
    }

    /** {@return the restream destinations, each with its own state} */
    public List<OutputStatus> outputs() {
        return details.outputs();
    }

    /** {@return what was measured: bits per second, frames per second, and so on} */
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
