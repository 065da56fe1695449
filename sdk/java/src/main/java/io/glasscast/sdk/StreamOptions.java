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
    /** To this address, with no other wishes. */
    public static StreamOptions to(String streamUrl) {
        return new StreamOptions(streamUrl, VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, true);
    }

    /** The same with this picture. */
    public StreamOptions withVideo(VideoConfig wishes) {
        return new StreamOptions(streamUrl, wishes, audio, stream, sound);
    }

    /** The same with this sound track. */
    public StreamOptions withAudio(AudioConfig wishes) {
        return new StreamOptions(streamUrl, video, wishes, stream, sound);
    }

    /** The same, ending by itself after this many seconds. */
    public StreamOptions withDurationLimit(int seconds) {
        return new StreamOptions(streamUrl, video, audio, StreamConfig.limitedTo(seconds), sound);
    }

    /** The same with or without sounds at start and stop. */
    public StreamOptions withSound(boolean played) {
        return new StreamOptions(streamUrl, video, audio, stream, played);
    }

    /** Without the address, which may hold a key. */
    @Override
    public String toString() {
        return "StreamOptions[]";
    }
}
