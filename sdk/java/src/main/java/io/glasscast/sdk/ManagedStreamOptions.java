package io.glasscast.sdk;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.VideoConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Wishes for a managed stream. Who joins a stream that runs already gets it as it is.
 *
 * @param video                pixels, bits per second, frames per second; what is absent the glasses choose
 * @param audio                bits per second, samples per second
 * @param stream               a limit in seconds
 * @param restreamDestinations where else it should go
 * @param sound                whether the glasses play sounds at start and stop
 */
public record ManagedStreamOptions(
        VideoConfig video,
        AudioConfig audio,
        StreamConfig stream,
        List<RestreamDestination> restreamDestinations,
        boolean sound) {
    /** No wishes; sounds on. */
    public static final ManagedStreamOptions DEFAULT =
            new ManagedStreamOptions(VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, List.of(), true);

    /** Keeps the destinations as they are now. */
    public ManagedStreamOptions {
        restreamDestinations = List.copyOf(restreamDestinations);
    }

    /**
     * {@return the same with this picture}
     *
     * @param wishes pixels, bits per second, frames per second; what is absent the glasses choose
     */
    public ManagedStreamOptions withVideo(VideoConfig wishes) {
        return new ManagedStreamOptions(wishes, audio, stream, restreamDestinations, sound);
    }

    /**
     * {@return the same with this sound track}
     *
     * @param wishes bits per second, samples per second; what is absent the glasses choose
     */
    public ManagedStreamOptions withAudio(AudioConfig wishes) {
        return new ManagedStreamOptions(video, wishes, stream, restreamDestinations, sound);
    }

    /**
     * {@return the same, ending by itself after this many seconds}
     *
     * @param seconds from the first picture on
     */
    public ManagedStreamOptions withDurationLimit(int seconds) {
        return new ManagedStreamOptions(video, audio, StreamConfig.limitedTo(seconds), restreamDestinations, sound);
    }

    /**
     * The same, also going to this address.
     *
     * @param url  an {@code rtmp://}, {@code rtmps://}, {@code srt://} or (WHIP) {@code https://} address with its key: a
     *     secret
     * @param name what statuses call it
     * @return the same with one destination more
     */
    public ManagedStreamOptions withRestream(String url, String name) {
        return withRestream(new RestreamDestination(url, Optional.of(name)));
    }

    /**
     * {@return the same, also going there}
     *
     * @param destination with its key: a secret
     */
    public ManagedStreamOptions withRestream(RestreamDestination destination) {
        var destinations = new ArrayList<>(restreamDestinations);
        destinations.add(destination);
        return new ManagedStreamOptions(video, audio, stream, destinations, sound);
    }

    /**
     * {@return the same with or without sounds at start and stop}
     *
     * @param played whether they are played
     */
    public ManagedStreamOptions withSound(boolean played) {
        return new ManagedStreamOptions(video, audio, stream, restreamDestinations, played);
    }
}
