package io.glasscast.drive;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.gates.DoorPushes;
import io.glasscast.gates.OutboundRule;
import io.glasscast.gates.Overload;
import io.glasscast.gates.PackagingGate;
import io.glasscast.gates.PlaybackDoor;
import io.glasscast.gates.Restreamer;
import io.glasscast.gates.RtmpAudience;
import io.glasscast.gates.RtmpGate;
import io.glasscast.gates.RtmpMeter;
import io.glasscast.gates.SrtGate;
import io.glasscast.gates.SrtMeter;
import io.glasscast.gates.SrtTerms;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.gates.WebRtcMeter;
import io.glasscast.gates.WebRtcTerms;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.StreamEvent;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.netty.handler.ssl.SslContextBuilder;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of the loop, and of everybody else on it, when one turn fails.
@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
class MediaLoopTest {
    /// As short as what is waited for may be.
    private static final HubLimits LIMITS = new HubLimits(
            10,
            0,
            10,
            Duration.ofMillis(50),
            HubLimits.DEFAULT.stall(),
            HubLimits.DEFAULT.keyframeEvery(),
            HubLimits.DEFAULT.keyframeGap(),
            HubLimits.DEFAULT.clockTrust());

    /// Of a request that is never answered.
    private static final PlaybackDoor.Body BODY = new PlaybackDoor.Body() {
        @Override
        public boolean chunk(Bytes bytes) {
            return false;
        }

        @Override
        public void end(boolean whole) {}
    };

    /// What was dropped, by why.
    private final LinkedBlockingQueue<String> discarded = new LinkedBlockingQueue<>();

    /// What was told of streams.
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    private MediaLoop.Ground ground;
    private MediaLoop loop;

    @BeforeEach
    void open() throws Exception {
        var doors = new MediaDoors(
                InetAddress.getLoopbackAddress(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SslContextBuilder.forClient().build(),
                SSLContext.getDefault(),
                new Outbound(new OutboundRule(List.of()), Outbound.Names.SYSTEM, _ -> {}),
                10);
        loop = new MediaLoop(doors, new Nanos(InstantSource.system()), discarded::add, this::house);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private MediaLoop.House house(MediaLoop.Ground given) {
        ground = given;
        var chance = Chance.seeded(1);
        var identity = DtlsIdentity.generate(chance, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));
        var hub = new Hub(new HubTerms(LIMITS, this::told, Transcoder.NONE, 0, given.mishaps()));
        var overload = new Overload();
        var terms = new WebRtcTerms(identity, _ -> List.of(), 0, Optional.empty());
        return new MediaLoop.House(
                hub,
                new WebRtcGate(hub, terms, given.webRtc(), chance, meter(WebRtcMeter.class), overload),
                new SrtGate(hub, given.srt(), given.keys(), chance, SrtMeter.NONE, SrtTerms.DEFAULT, overload),
                new RtmpGate(hub, chance, meter(RtmpMeter.class), overload, new RtmpAudience(0)),
                new PackagingGate(hub, PackagingTerms.DEFAULT, 0, () -> {
                    throw new StackOverflowError("of the test");
                }),
                new Restreamer(hub, new DoorPushes(Map.of()), chance, (_, _, _, _) -> {}),
                overload);
    }

    private static <T> T meter(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null));
    }

    private void told(StreamNames names, StreamEvent event) {
        told.add(names.streamId() + " " + event);
        if (names.streamId().equals("broken")) throw new StackOverflowError("of the test");
    }

    @Test
    void aTaskThatFailsIsCountedAndTheNextIsDone() throws Exception {
        ground.onLoop().execute(() -> {
            throw new NoClassDefFoundError("of the test");
        });
        assertThat(discarded.poll(10, SECONDS)).isEqualTo("turn-failed");
        var next = new CompletableFuture<Boolean>();
        ground.onLoop().execute(() -> next.complete(true));
        assertThat(next.get(10, SECONDS)).isTrue();
    }

    @Test
    void whoAsksForWhatFailsHearsSo() {
        assertThatThrownBy(() -> loop.ask(_ -> {
                            throw new StackOverflowError("of the test");
                        })
                        .get(10, SECONDS))
                .hasCauseInstanceOf(StackOverflowError.class);
        publishes("live");
        var request = new PlaybackDoor.Request("live-play", "index.m3u8", "");
        assertThatThrownBy(
                        () -> loop.playback(request, BODY).toCompletableFuture().get(10, SECONDS))
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(discarded).contains("turn-failed");
    }

    /// Two streams are left by their publishers, and nothing else comes in that could wake the loop.
    @Test
    void aTimerThatFailsKeepsNoOtherFromRinging() throws Exception {
        leaves("broken");
        leaves("other");
        assertThat(List.of(heard(), heard(), heard()))
                .containsExactlyInAnyOrder("broken ABANDONED", "broken BROKEN", "other ABANDONED");
        leaves("another");
        assertThat(heard()).isEqualTo("another ABANDONED");
    }

    private String heard() throws InterruptedException {
        var next = told.poll(10, SECONDS);
        return next == null ? "nothing" : next;
    }

    private void publishes(String streamId) {
        loop.ask(house -> publish(house, streamId, loop.now())).join();
    }

    private void leaves(String streamId) {
        loop.ask(house -> {
                    publish(house, streamId, loop.now()).end(loop.now());
                    return true;
                })
                .join();
    }

    private static Publication publish(MediaLoop.House house, String streamId, long nowNanos) {
        var stream = house.hub()
                .open(new StreamNames(streamId, streamId + "-key", streamId + "-play"))
                .orElseThrow();
        return stream.publish(new Deaf(), List.of(new Track(0, Codec.H264)), nowNanos);
    }

    private static final class Deaf implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal why, long nowNanos) {}
    }
}
