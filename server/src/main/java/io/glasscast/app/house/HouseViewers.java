package io.glasscast.app.house;

import io.glasscast.api.Viewers;
import io.glasscast.drive.MediaLoop;
import io.glasscast.hub.Attendance;
import io.glasscast.hub.Door;
import io.glasscast.hub.Link;
import io.glasscast.hub.Stream;
import io.glasscast.store.ShareLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/// Asks the media loop who watches, and tells it who may.
final class HouseViewers implements Viewers {
    /// The loop answers between two packets; when it does not, something is very wrong.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MediaLoop loop;
    private final InstantSource wall;

    HouseViewers(MediaLoop loop, InstantSource wall) {
        this.loop = loop;
        this.wall = wall;
    }

    @Override
    public Admission admit(ShareLink link) {
        long lifeNanos = Duration.between(wall.instant(), link.expiresAt()).toNanos();
        return at(link.streamId(), Admission.NO_SUCH_STREAM, (house, stream) -> {
            var known = new Link(link.linkId(), link.hash(), loop.now() + lifeNanos);
            return house.hub().add(stream, known) ? Admission.DONE : Admission.TOO_MANY;
        });
    }

    @Override
    public void revoke(String streamId, String linkId) {
        at(streamId, false, (house, stream) -> house.hub().revoke(stream, linkId, loop.now()));
    }

    @Override
    public Set<String> links(String streamId) {
        return at(streamId, Set.of(), (house, stream) -> house.hub().links(stream));
    }

    @Override
    public List<Viewing> watching(String streamId) {
        return at(streamId, List.of(), (house, stream) -> {
            var viewings = new ArrayList<Viewing>();
            for (var attendance : stream.attendance())
                switch (attendance.door()) {
                    case WEBRTC, SRT, RTMP -> viewings.add(viewing(attendance));
                    // One that stands for all who fetch, and none that watch.
                    case HLS, OUTPUT, OTHER -> {}
                }
            for (var attendance : house.packaging().attendance(stream, loop.now())) viewings.add(viewing(attendance));
            return viewings;
        });
    }

    @Override
    public boolean dismiss(String streamId, String viewerId) {
        return at(streamId, false, (_, stream) -> stream.dismiss(viewerId, loop.now()));
    }

    private Viewing viewing(Attendance attendance) {
        return new Viewing(
                attendance.viewerId(),
                attendance.door().name().toLowerCase(Locale.ROOT),
                attendance.link().map(Link::linkId),
                attendance.door() == Door.HLS,
                (loop.now() - attendance.sinceNanos()) / 1_000_000);
    }

    /// @throws IllegalStateException when the loop did not answer
    private <T> T at(String streamId, T otherwise, BiFunction<MediaLoop.House, Stream, T> task) {
        CompletableFuture<T> answer = loop.ask(house -> house.hub()
                .byStreamId(streamId)
                .map(stream -> task.apply(house, stream))
                .orElse(otherwise));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the media side did not answer for stream " + streamId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
