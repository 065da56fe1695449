package io.glasscast.sdk;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.VideoConfig;

/**
 * Wishes for a local stream: the glasses send straight to the app's own address.
 *
 * @param streamUrl {@code srt://}, {@code rtmp://}, {@code rtmps://}, {@code http://} or {@code https://} (WHIP); may
 *                  hold a key
 * @param video     pixels, bits per second, frames per second; what is absent the glasses choose
 * @param audio     bits per second, samples per second
 * @param stream    a limit in seconds
 * @param sound     whether the glasses play sounds at start and stop
 */
public record StreamOptions(
        String streamUrl, VideoConfig video, AudioConfig audio, StreamConfig stream, boolean sound) {
    /**
     * {@return a stream to this address, with no other wishes}
     *
     * @param streamUrl {@code srt://}, {@code rtmp://}, {@code rtmps://}, {@code http://} or {@code https://} (WHIP); may
     *                  hold a key
     */
    public static StreamOptions to(String streamUrl) {
        return new StreamOptions(streamUrl, VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, true);
    }

    /**
     * {@return the same with this picture}
     *
     * @param wishes pixels, bits per second, frames per second; what is absent the glasses choose
     */
    public StreamOptions withVideo(VideoConfig wishes) {
        return new StreamOptions(streamUrl, wishes, audio, stream, sound);
    }

    /**
     * {@return the same with this sound track}
     *
     * @param wishes bits per second, samples per second; what is absent the glasses choose
     */
    public StreamOptions withAudio(AudioConfig wishes) {
        return new StreamOptions(streamUrl, video, wishes, stream, sound);
    }

    /**
     * {@return the same, ending by itself after this many seconds}
     *
     * @param seconds from the first picture on
     */
    public StreamOptions withDurationLimit(int seconds) {
        return new StreamOptions(streamUrl, video, audio, StreamConfig.limitedTo(seconds), sound);
    }

    /**
     * {@return the same with or without sounds at start and stop}
     *
     * @param played whether they are played
     */
    public StreamOptions withSound(boolean played) {
        return new StreamOptions(streamUrl, video, audio, stream, played);
    }

    /** Without the address, which may hold a key. */
    @Override
    public String toString() {
        return "StreamOptions[]";
    }
}
