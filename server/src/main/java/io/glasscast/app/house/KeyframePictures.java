package io.glasscast.app.house;

import io.glasscast.drive.MediaLoop;
import io.glasscast.gates.ThumbnailDoor;
import io.glasscast.hub.Door;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.Workshop;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Thumbnails out of the newest keyframes, made in the workshop.
final class KeyframePictures implements ThumbnailDoor {
    /// What is older is no picture of the present.
    private static final Duration FRESH = Duration.ofSeconds(2);
    /// A publisher that is asked for a keyframe answers within a round trip and a frame or two.
    private static final Duration ASKED_AGAIN = Duration.ofMillis(150);
    /// Over RTMP and SRT nobody can be asked: then what there is must do.
    private static final int TRIES = 5;
    /// Wider than any picture we take in.
    private static final int WHOLE = 7_680;

    private record Keyframe(String streamId, Codec codec, Bytes payload, boolean fresh) {}

    private final MediaLoop loop;
    private final Workshop workshop;

    KeyframePictures(MediaLoop loop, Workshop workshop) {
        this.loop = loop;
        this.workshop = workshop;
    }

    @Override
    public CompletionStage<Optional<Bytes>> thumbnail(String playbackId, OptionalInt width) {
        return newest(playbackId, TRIES).thenCompose(keyframe -> {
            if (keyframe.isEmpty()) return CompletableFuture.completedStage(Optional.empty());
            var newest = keyframe.get();
            return workshop.thumbnail(newest.streamId(), newest.codec(), newest.payload(), width.orElse(WHOLE))
                    .thenApply(picture -> Optional.of(
                            picture.orElseThrow(() -> new IllegalStateException("no picture could be made"))));
        });
    }

    private CompletionStage<Optional<Keyframe>> newest(String playbackId, int tries) {
        return loop.ask(house -> house.hub().admit(playbackId, Door.OTHER).flatMap(pass -> newest(pass.stream())))
                .thenCompose(found -> {
                    if (found.isEmpty() || found.get().fresh() || tries == 0)
                        return CompletableFuture.completedStage(found);
                    var later = CompletableFuture.delayedExecutor(ASKED_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                    return CompletableFuture.supplyAsync(() -> tries - 1, later)
                            .thenCompose(left -> newest(playbackId, left));
                });
    }

    /// On the media loop.
    private Optional<Keyframe> newest(Stream stream) {
        var keyframe = stream.newestKeyframe();
        boolean fresh = keyframe.isPresent() && loop.now() - keyframe.get().ptsNanos() < FRESH.toNanos();
        if (!fresh && stream.live()) stream.requestKeyframe(loop.now());
        return keyframe.flatMap(frame -> stream.tracks().stream()
                .filter(track -> track.number() == frame.track())
                .findFirst()
                .map(track -> new Keyframe(stream.names().streamId(), track.codec(), frame.payload(), fresh)));
    }
}
