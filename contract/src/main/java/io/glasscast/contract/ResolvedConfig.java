package io.glasscast.contract;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the glasses made of the wishes.
 *
 * @param transport     {@code whip}, {@code srt} or {@code rtmp}
 * @param captureWidth  pixels of the camera before scaling
 * @param captureHeight pixels of the camera before scaling
 */
public record ResolvedConfig(
        Optional<String> transport,
        VideoConfig video,
        AudioConfig audio,
        OptionalInt captureWidth,
        OptionalInt captureHeight) {
    /** Of a stream whose picture is neither scaled nor cropped. */
    public static ResolvedConfig of(String transport, VideoConfig video, AudioConfig audio) {
        return new ResolvedConfig(Optional.of(transport), video, audio, OptionalInt.empty(), OptionalInt.empty());
    }
}
