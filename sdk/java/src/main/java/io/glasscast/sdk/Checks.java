package io.glasscast.sdk;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.StreamInfo;
import io.glasscast.sdk.LivestreamException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Questions to the cloud about what runs, and their answers. All of it on the session's strand. */
final class Checks {
    private record Open(CompletableFuture<ExistingStream> future, Timers.Timer limit) {}

    /** A question the cloud answers from memory. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** Questions that may be open: more than a few can only be a loop gone wild. */
    private static final int MAX_OPEN = 64;

    private final StreamControl.World world;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private boolean over;
    private long asked;

    Checks(StreamControl.World world) {
        this.world = world;
    }

    void ask(CompletableFuture<ExistingStream> future) {
        if (over || open.size() >= MAX_OPEN) {
            fail(
                    future,
                    over ? Kind.SESSION_ENDED : Kind.INVALID,
                    over ? "The session is over." : "Too many questions.");
            return;
        }
        var id = "check-" + ++asked;
        var limit = world.timers().after(LIMIT, () -> world.strand().execute(() -> tooLate(id)));
        open.put(id, new Open(future, limit));
        world.send().accept(new AppToCloud.StreamStatusCheck(Optional.of(id)));
    }

    /** Asks again what may not have arrived. */
    void connected() {
        for (var id : open.keySet()) world.send().accept(new AppToCloud.StreamStatusCheck(Optional.of(id)));
    }

    /** An answer, to the oldest question if it does not say to which. */
    void answered(Optional<String> requestId, Optional<StreamInfo> stream) {
        var id = requestId.or(() -> open.keySet().stream().findFirst());
        var question = id.map(open::remove);
        question.ifPresent(one -> {
            one.limit().cancel();
            world.futures().execute(() -> one.future().complete(new ExistingStream(stream)));
        });
    }

    void over(String reason) {
        over = true;
        for (var one : open.values()) {
            one.limit().cancel();
            fail(one.future(), Kind.SESSION_ENDED, "The session ended: " + reason);
        }
        open.clear();
    }

    private void tooLate(String id) {
        var question = open.remove(id);
        if (question != null)
            fail(question.future(), Kind.TIMED_OUT, "The cloud did not answer within " + LIMIT.toSeconds() + " s.");
    }

    private void fail(CompletableFuture<?> future, Kind kind, String words) {
        world.futures().execute(() -> future.completeExceptionally(new LivestreamException(kind, words)));
    }
}
