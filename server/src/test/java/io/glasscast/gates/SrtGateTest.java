package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Door;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.StreamEvent;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Digest;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.protocol.srt.SrtUrl;
import io.glasscast.sim.Link;
import io.glasscast.sim.Link.Conditions;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Publishers, viewers and destinations at the SRT gate, in virtual time.
class SrtGateTest {
    private static final Conditions PATH = new Conditions(0.01, 0, 20 * MS, 2 * MS);
    private static final int GROUP = 25;
    private static final SrtSecret SECRET = new SrtSecret("0123456789abc", 32);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedSrt house = new SimulatedSrt(simulation, SrtTerms.DEFAULT);
    private int strangers;

    @Test
    void whatIsPublishedIsSeen() {
        var camera = call("publish:ingest-key").film(10 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE);
        var viewer = call("read:playback-id");
        simulation.runUntil(12 * SECOND);
        assertThat(viewer.tracks.getFirst()).extracting(Track::codec).containsExactly(Codec.H264, Codec.AAC);
        var pictures = viewer.pictures();
        assertThat(pictures.getFirst().keyframe()).isTrue();
        assertThat(pictures).extracting(SrtStranger::number).isSorted().doesNotHaveDuplicates();
        int first = SrtStranger.number(pictures.getFirst());
        int last = SrtStranger.number(pictures.getLast());
        assertThat(pictures).as("no holes").hasSize(last - first + 1);
        assertThat(last).isGreaterThan(240);
        assertThat(viewer.damage).isEmpty();
        var traffic = house.gate.traffic(house.stream, simulation.now());
        assertThat(traffic.publisher().orElseThrow().received())
                .isEqualTo(camera.connection.statistics(0).sent());
        assertThat(traffic.viewers()).singleElement().matches(all -> all.sent() > 700 && all.sendDropped() == 0);
    }

    @Test
    void whoWatchesByALinkIsOutWhenItsTimeIsOver() {
        house.hub.add(house.stream, new io.glasscast.hub.Link("l1", Digest.sha256("secret"), 5 * SECOND));
        call("publish:ingest-key").film(10 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        var linked = call("read:secret");
        var own = call("read:playback-id");
        simulation.runUntil(5 * SECOND - MS);
        assertThat(linked.pictures()).isNotEmpty();
        assertThat(linked.closed).isEmpty();
        simulation.runUntil(5 * SECOND + 100 * MS);
        assertThat(linked.closed).isPresent();
        assertThat(own.closed).isEmpty();
        assertThat(house.closed).containsExactly("srt-stream-closed");
        var again = call("read:secret");
        simulation.runUntil(7 * SECOND);
        assertThat(again.closed.map(SrtConnection.Output.Closed::reason)).contains("srt-rejected-not-found");
        assertThat(house.hub.turnedAway()).containsEntry(Door.SRT, 1L);
    }

    @Test
    void aViewerWhoseTurnFailsIsPartedFromAndTheOthersMissNothing() {
        call("publish:ingest-key").film(6 * SECOND, GROUP);
        simulation.runUntil(SECOND);
        call("read:playback-id");
        var other = call("read:playback-id");
        simulation.runUntil(3 * SECOND);
        house.bug.breakSendingTo(5_001);
        simulation.runUntil(8 * SECOND);
        assertThat(house.bug.turns).contains("the turn of a viewer");
        assertThat(house.gate.traffic(house.stream, simulation.now()).viewers()).hasSize(1);
        int first = SrtStranger.number(other.pictures().getFirst());
        int last = SrtStranger.number(other.pictures().getLast());
        assertThat(other.pictures()).hasSize(last - first + 1);
        assertThat(last).isGreaterThan(120);
    }

    @Test
    void aConnectionWhoseTimerFailsIsPartedFromAndTheOthersGoOn() {
        call("publish:ingest-key").film(3 * SECOND, GROUP);
        simulation.runUntil(SECOND);
        call("read:playback-id");
        var other = call("read:playback-id");
        simulation.runUntil(4 * SECOND);
        house.bug.breakSendingTo(5_001);
        simulation.runUntil(8 * SECOND);
        assertThat(house.bug.turns).contains("the turn of an SRT connection");
        assertThat(house.closed).containsExactly("srt-failed");
        assertThat(other.closed).isEmpty();
    }

    @Test
    void whoJoinsSeesThePresentAtOnce() {
        call("publish:ingest-key").film(20 * SECOND, 100);
        simulation.runUntil(11 * SECOND); // three seconds into a group
        var viewer = call("read:playback-id");
        simulation.runUntil(11 * SECOND + 600 * MS);
        assertThat(viewer.pictures()).hasSizeGreaterThan(50);
        assertThat(viewer.pictures().getFirst().keyframe()).isTrue();
        long played = viewer.pictures().getLast().ptsNanos()
                - viewer.pictures().getFirst().ptsNanos();
        assertThat(played).isLessThan(700 * MS);
    }

    @ParameterizedTest
    @CsvSource({
        "publish:wrong-key, srt-rejected-not-found",
        "publish:playback-id, srt-rejected-not-found",
        "read:ingest-key, srt-rejected-not-found",
        "nobody, srt-rejected-not-found",
        "'', srt-rejected-bad-request",
        "read:playback-id, srt-rejected-locked",
        "playback-id, srt-rejected-locked"
    })
    void turnsAway(String streamId, String why) {
        var caller = call(streamId);
        simulation.runUntil(SECOND);
        assertThat(caller.closed.map(SrtConnection.Output.Closed::reason)).contains(why);
        assertThat(house.refused).containsExactly(why);
        assertThat(house.gate.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-key", "#!::r=live/ingest-key,m=publish", "ingest-key,mode:publish,token:x"})
    void aPublisherMaySayItInManyWays(String streamId) {
        call(streamId).film(3 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        assertThat(house.stream.live()).isTrue();
        var viewer = call("playback-id");
        simulation.runUntil(3 * SECOND);
        assertThat(viewer.connected).isTrue();
    }

    /// The address of the seed: `srt://host:4201?streamid=my-stream`.
    @Test
    void aPublisherOpensAStreamOfItsOwnNameWhereItMay() {
        var open = new SimulatedSrt(simulation, SrtTerms.DEFAULT, HubLimits.DEFAULT.withNamed(1));
        var camera = stranger(open, "my-stream", Optional.empty()).film(4 * SECOND, GROUP);
        simulation.runUntil(SECOND);
        var second = stranger(open, "another", Optional.empty());
        simulation.runUntil(2 * SECOND);
        assertThat(open.hub.byPlaybackId("my-stream").orElseThrow().live()).isTrue();
        assertThat(second.closed.map(SrtConnection.Output.Closed::reason)).contains("srt-rejected-not-found");
        var viewer = stranger(open, "read:my-stream", Optional.empty());
        simulation.runUntil(4 * SECOND);
        assertThat(viewer.pictures()).isNotEmpty();
        camera.close();
        simulation.runUntil(70 * SECOND);
        assertThat(open.hub.named()).isEmpty();
        assertThat(viewer.closed).isPresent();
    }

    @Test
    void aNameIsNotOpenedByWhoIsTurnedAway() {
        var terms = new SrtTerms(true, Optional.of(SECRET), SrtTerms.DEFAULT.latency());
        var open = new SimulatedSrt(simulation, terms, HubLimits.DEFAULT.withNamed(1));
        stranger(open, "my-stream", Optional.empty());
        simulation.runUntil(2 * SECOND);
        assertThat(open.hub.named()).isEmpty();
        assertThat(open.refused).hasSize(1);
    }

    @Test
    void theNewestPublisherWinsAtOnceAndViewersGoOn() {
        var first = call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        var viewer = call("read:playback-id");
        simulation.runUntil(5 * SECOND);
        // Its network is gone without a word, and it comes back by another.
        first.there.conditions(PATH.withLoss(1));
        int before = viewer.pictures().size();
        var second = call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(7 * SECOND);
        assertThat(house.closed).containsExactly("srt-superseded");
        assertThat(house.gate.sessions()).isEqualTo(2);
        assertThat(second.closed).isEmpty();
        assertThat(viewer.closed).isEmpty();
        assertThat(viewer.pictures().size()).isGreaterThan(before + 30);
        var times = viewer.pictures().stream().map(frame -> frame.dtsNanos()).toList();
        assertThat(times).isSorted();
    }

    @Test
    void aPublisherThatBringsNothingDisturbsNobody() {
        call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        for (int i = 0; i < 12; i++) call("publish:ingest-key");
        simulation.runUntil(4 * SECOND);
        assertThat(house.gate.sessions()).isEqualTo(1 + 8);
        assertThat(house.closed).containsOnly("srt-superseded");
        long frames = house.stream.frames();
        simulation.runUntil(5 * SECOND);
        assertThat(house.stream.frames()).isGreaterThan(frames + 20);
    }

    @Test
    void aPublisherThatFallsSilentIsLetGoAndMayComeBack() {
        var camera = call("publish:ingest-key").film(5 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        camera.there.conditions(PATH.withLoss(1));
        simulation.runUntil(9 * SECOND);
        assertThat(house.closed).containsExactly("srt-timeout");
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED);
        call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(12 * SECOND);
        assertThat(house.events).endsWith(StreamEvent.PLAYABLE);
    }

    @Test
    void aSlowViewerMissesPicturesAndTheOthersDoNot() {
        call("publish:ingest-key").film(30 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        var good = call("read:playback-id");
        var slow = call("read:playback-id");
        simulation.runUntil(5 * SECOND);
        var link = new ArrayList<>(house.network.values());
        slow.there.conditions(PATH.withLoss(1)); // its acknowledgements do not come
        simulation.runUntil(8 * SECOND);
        slow.there.conditions(PATH);
        simulation.runUntil(20 * SECOND);
        assertThat(link).hasSize(3);
        assertThat(good.pictures()).extracting(SrtStranger::number).isSorted();
        int last = SrtStranger.number(good.pictures().getLast());
        int first = SrtStranger.number(good.pictures().getFirst());
        assertThat(good.pictures()).hasSize(last - first + 1);
        assertThat(slow.closed).isEmpty();
        assertThat(SrtStranger.number(slow.pictures().getLast())).isGreaterThan(last - 10);
    }

    @Test
    void whatComesFromAnotherAddressIsNotThePeers() {
        var camera = call("publish:ingest-key").film(3 * SECOND, GROUP);
        simulation.runUntil(SECOND);
        var goodbye = "80050000 00000000 00000000 %08x 00000000".formatted(camera.peer);
        house.gate.datagram(address(99), Bytes.hex(goodbye), simulation.now());
        assertThat(house.discarded).containsKey("srt-other-address");
        simulation.runUntil(2 * SECOND);
        assertThat(house.stream.live()).isTrue();
    }

    @Test
    void aPassphraseKeepsStrangersOut() {
        var locked = new SimulatedSrt(simulation, new SrtTerms(true, Optional.of(SECRET), Duration.ofMillis(120)));
        var camera = stranger(locked, "publish:ingest-key", Optional.of(SECRET)).film(9 * SECOND, GROUP);
        var open = stranger(locked, "publish:ingest-key", Optional.empty());
        var wrong = stranger(locked, "publish:ingest-key", Optional.of(new SrtSecret("something else")));
        simulation.runUntil(3 * SECOND);
        assertThat(camera.closed).isEmpty();
        assertThat(locked.stream.live()).isTrue();
        assertThat(open.closed.orElseThrow().reason()).isEqualTo("srt-rejected-unsecure");
        assertThat(wrong.closed.orElseThrow().reason()).isEqualTo("srt-rejected-bad-secret");
    }

    /// Whoever is inside goes on, whoever else lives there has to wait with him.
    @Test
    void whoGuessesNamesIsShutOutForAWhile() {
        var camera = call("publish:ingest-key").film(120 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        for (int i = 0; i < 40; i++) {
            call((i % 2 == 0 ? "read:guess-" : "publish:guess-") + i);
            simulation.runUntil(simulation.now() + SECOND / 2);
        }
        assertThat(house.refused).hasSize(30).containsOnly("srt-rejected-not-found");
        assertThat(house.discarded).containsKey("srt-failed-keys");
        var neighbour = call("read:playback-id");
        simulation.runUntil(simulation.now() + 5 * SECOND);
        assertThat(neighbour.closed.map(SrtConnection.Output.Closed::reason)).contains("srt-no-answer");

        simulation.runUntil(65 * SECOND);
        var later = call("read:playback-id");
        simulation.runUntil(67 * SECOND);
        assertThat(later.connected).isTrue();
        assertThat(camera.closed).isEmpty();
    }

    @Test
    void whoGuessesThePassphraseIsShutOutForAWhile() {
        var locked = new SimulatedSrt(simulation, new SrtTerms(true, Optional.of(SECRET), Duration.ofMillis(120)));
        for (int i = 0; i < 40; i++) {
            stranger(locked, "publish:ingest-key", Optional.of(new SrtSecret("some guess " + i)));
            simulation.runUntil(simulation.now() + SECOND / 2);
        }
        assertThat(locked.refused).hasSize(30).containsOnly("srt-rejected-bad-secret");
        assertThat(locked.discarded).containsKey("srt-failed-keys");
    }

    /// As many as may wait, twice.
    @Test
    void whoWaitsForAKeyThatCannotBeMadeIsToldSoAndLeavesItsPlace() {
        var locked = new SimulatedSrt(simulation, new SrtTerms(true, Optional.of(SECRET), Duration.ofMillis(120)));
        locked.makesKeys = false;
        for (int i = 0; i < 16; i++) {
            stranger(locked, "publish:ingest-key", Optional.of(SECRET));
            simulation.runUntil(simulation.now() + SECOND / 2);
        }
        assertThat(locked.refused).hasSize(16).containsOnly("srt-rejected-internal");
        locked.makesKeys = true;
        var camera = stranger(locked, "publish:ingest-key", Optional.of(SECRET));
        simulation.runUntil(simulation.now() + SECOND);
        assertThat(camera.connected).isTrue();
    }

    @Test
    void manyWithAWrongPassphraseWaitForEachOtherAndNobodyElseDoes() {
        var locked = new SimulatedSrt(simulation, new SrtTerms(true, Optional.of(SECRET), Duration.ofMillis(120)));
        stranger(locked, "publish:ingest-key", Optional.of(SECRET)).film(9 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        var wrong = new ArrayList<SrtStranger>();
        for (int i = 0; i < 100; i++)
            wrong.add(stranger(locked, "read:playback-id", Optional.of(new SrtSecret("something else"))));
        simulation.runUntil(2 * SECOND + 40 * MS);
        var elsewhere = TransportAddress.udp(new InetSocketAddress("10.0.0.3", 5_000));
        var viewer = new SrtStranger(
                locked,
                new SrtCaller("read:playback-id", Duration.ZERO, Optional.of(SECRET)),
                elsewhere,
                new Conditions(0, 0, 20 * MS, 0));
        simulation.runUntil(2 * SECOND + 200 * MS);
        assertThat(viewer.connected).isTrue();
        assertThat(locked.mostWaiting).isBetween(8, 9);
        simulation.runUntil(6 * SECOND);
        assertThat(wrong).allMatch(stranger -> stranger.closed.isPresent() && !stranger.connected);
        assertThat(locked.gate.sessions()).isEqualTo(2);
    }

    @Test
    void closingSaysGoodbyeToEverybody() {
        var camera = call("publish:ingest-key").film(9 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        var viewer = call("read:playback-id");
        simulation.runUntil(3 * SECOND);
        house.gate.closeAll(simulation.now());
        simulation.runUntil(4 * SECOND);
        assertThat(camera.closed.orElseThrow().reason()).isEqualTo("srt-peer-closed");
        assertThat(viewer.closed.orElseThrow().reason()).isEqualTo("srt-peer-closed");
        assertThat(house.gate.sessions()).isZero();
    }

    @Test
    void aStreamThatIsClosedTakesItsConnectionsAlong() {
        var camera = call("publish:ingest-key").film(9 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        var viewer = call("read:playback-id");
        simulation.runUntil(3 * SECOND);
        house.hub.close("m1", simulation.now());
        simulation.runUntil(4 * SECOND);
        assertThat(viewer.closed).isPresent();
        assertThat(camera.closed).as("it may hear of it by another way first").isEmpty();
        simulation.runUntil(7 * SECOND);
        assertThat(camera.closed).isPresent();
        assertThat(house.gate.sessions()).isZero();
        assertThat(house.closed).containsOnly("srt-stream-closed");
    }

    @Test
    void aPublisherThatIsToldToStopGoesBeforeItsConnectionDoes() {
        var camera = call("publish:ingest-key").film(9 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        house.hub.close("m1", simulation.now());
        simulation.runUntil(4 * SECOND);
        camera.close();
        simulation.runUntil(5 * SECOND);
        assertThat(house.closed).containsExactly("srt-peer-closed");
        assertThat(house.gate.sessions()).isZero();
    }

    @Test
    void aPublisherWhoseTracksComeTooLateForItsStreamIsToldGoodbye() {
        var camera = call("publish:ingest-key");
        simulation.runUntil(SECOND);
        house.hub.close("m1", simulation.now());
        camera.film(3 * SECOND, GROUP);
        simulation.runUntil(3 * SECOND);
        assertThat(house.closed).containsExactly("srt-stream-closed");
        assertThat(camera.closed).isPresent();
    }

    @Test
    void aPushBringsTheStreamToAnotherServer() {
        var there = other(Optional.of(SECRET));
        call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        var report = new Reported();
        var push = push("srt://there:9000?streamid=publish:ingest-key&passphrase=0123456789abc&pbkeylen=32", report);
        simulation.runUntil(6 * SECOND);
        assertThat(report.said).containsExactly("active");
        assertThat(there.stream.live()).isTrue();
        assertThat(there.stream.tracks()).extracting(Track::codec).containsExactly(Codec.H264, Codec.AAC);
        assertThat(push.bytes()).isGreaterThan(100_000);
        push.close(simulation.now());
        simulation.runUntil(7 * SECOND);
        assertThat(report.said).containsExactly("active");
        assertThat(there.stream.live()).isFalse();
        assertThat(house.stream.viewers()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "streamid=publish:wrong&passphrase=0123456789abc | The destination does not know the stream id.",
                "streamid=ingest-key&passphrase=something else   | The destination refused the passphrase.",
                "streamid=ingest-key | Either we or the destination have a passphrase, and the other has none."
            })
    void aPushSaysWhyItWasRefused(String query, String sentence) {
        other(Optional.of(SECRET));
        var report = new Reported();
        push("srt://there:9000?" + query, report);
        simulation.runUntil(2 * SECOND);
        assertThat(report.said).containsExactly(sentence);
        assertThat(house.gate.sessions()).isZero();
    }

    @Test
    void aPushSaysThatNobodyAnswers() {
        var report = new Reported();
        push("srt://there:9000", report);
        simulation.runUntil(2_900 * MS);
        assertThat(report.said).isEmpty();
        simulation.runUntil(3_100 * MS);
        assertThat(report.said).containsExactly("Nobody answered at that address.");
    }

    @Test
    void aPushEndsWhenItsDestinationFallsSilent() {
        other(Optional.empty());
        call("publish:ingest-key").film(20 * SECOND, GROUP);
        simulation.runUntil(2 * SECOND);
        var report = new Reported();
        push("srt://there:9000?streamid=ingest-key", report);
        simulation.runUntil(6 * SECOND);
        house.network.values().forEach(link -> link.conditions(PATH.withLoss(1)));
        house.network.remove(THERE);
        simulation.runUntil(30 * SECOND);
        assertThat(report.said.getFirst()).isEqualTo("active");
        assertThat(report.said).hasSize(2);
    }

    private static final TransportAddress HERE = address(8_890);
    private static final TransportAddress THERE = address(9_000);

    /// What a push told.
    private static final class Reported implements Push.Report {
        final List<String> said = new ArrayList<>();

        @Override
        public void active(long nowNanos) {
            said.add("active");
        }

        @Override
        public void ended(String why, long nowNanos) {
            said.add(why);
        }
    }

    /// Another server, which the house can reach.
    private SimulatedSrt other(Optional<SrtSecret> secret) {
        var there = new SimulatedSrt(simulation, new SrtTerms(true, secret, Duration.ofMillis(120)));
        house.network.put(
                THERE, new Link(simulation, PATH, bytes -> there.gate.datagram(HERE, bytes, simulation.now())));
        there.network.put(
                HERE, new Link(simulation, PATH, bytes -> house.gate.datagram(THERE, bytes, simulation.now())));
        return there;
    }

    private Push push(String url, Push.Report report) {
        return house.gate.push(SrtUrl.parse(url).orThrow(), THERE.socket(), house.stream, report, simulation.now());
    }

    private SrtStranger call(String streamId) {
        return stranger(house, streamId, Optional.empty());
    }

    private SrtStranger stranger(SimulatedSrt at, String streamId, Optional<SrtSecret> secret) {
        var caller = new SrtCaller(streamId, Duration.ofMillis(200), secret);
        return new SrtStranger(at, caller, address(5_000 + strangers++), PATH);
    }

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress("10.0.0.2", port));
    }
}
