package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.StreamEvent;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.sim.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A whole WHIP peer, the server's gate and hub, and a whole WHEP peer in one thread, under every weather.
class WhipToWhepSimulationTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    /// 5 % loss, 2 % duplication, reordering by up to 10 ms, 80 ms of round trip.
    private static final Link.Conditions ROUGH = new Link.Conditions(0.05, 0.02, 35 * MS, 10 * MS);
    private static final int SEEDS = Integer.getInteger("seeds", 200);
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    @Test
    void everyFrameArrivesWholeInRoughWeather() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            var house = new SimulatedHouse(seed);
            var publisher = SimulatedClient.publisher(house, 5000, ROUGH).dial();
            var camera = new SimulatedCamera(publisher, house.simulation, 60);
            camera.film(8 * SECOND);
            house.simulation.runUntil(2_500 * MS);
            // Where three checks in a row are lost, the connection takes longer.
            while (!house.stream.live()) house.simulation.runUntil(house.simulation.now() + 100 * MS);
            var viewer = SimulatedClient.viewer(house, 6000, ROUGH).dial();
            house.simulation.runUntil(14 * SECOND);

            var seen = payloads(viewer.pictures());
            assertThat(viewer.connected).as("seed %d", seed).isTrue();
            assertThat(seen).as("seed %d", seed).isNotEmpty();
            assertThat(viewer.pictures().getFirst().keyframe())
                    .as("seed %d", seed)
                    .isTrue();
            // Nothing follows the very last packets, so nobody can know that one of them is missing.
            int from = camera.pictures.indexOf(seen.getFirst());
            int until = camera.pictures.size() - 3;
            assertThat(seen.subList(0, Math.min(seen.size(), until - from)))
                    .as("seed %d: every picture from the first keyframe on, whole, once, in order", seed)
                    .isEqualTo(camera.pictures.subList(from, until));
        }
    }

    @Test
    void recoversWithinThreeSecondsFromTenOfThirtyPercentLoss() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 10; seed++) {
            var house = new SimulatedHouse(seed);
            var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            var camera = new SimulatedCamera(publisher, house.simulation, 60);
            camera.film(17 * SECOND);
            house.simulation.runUntil(SECOND);
            var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
            house.simulation.runUntil(2 * SECOND);
            publisher.weather(CALM.withLoss(0.3));
            viewer.weather(CALM.withLoss(0.3));
            house.simulation.runUntil(12 * SECOND);
            publisher.weather(CALM);
            viewer.weather(CALM);
            house.simulation.runUntil(19 * SECOND);

            var seen = payloads(viewer.pictures());
            assertThat(seen).as("seed %d: nothing but what was sent", seed).isSubsetOf(camera.pictures);
            assertThat(new HashSet<>(seen)).as("seed %d: nothing twice", seed).hasSameSizeAs(seen);
            // From three seconds after the weather cleared on nothing is missing any more.
            int from = camera.pictures.size() - 2 * 30;
            assertThat(seen).as("seed %d", seed).containsAll(camera.pictures.subList(from, camera.pictures.size()));
        }
    }

    @Test
    void goesOnAfterAnIceRestartAndAChangeOfAddress() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
            var house = new SimulatedHouse(seed);
            var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            var camera = new SimulatedCamera(publisher, house.simulation, 60);
            camera.film(30 * SECOND);
            house.simulation.runUntil(SECOND);
            var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
            house.simulation.runUntil(3 * SECOND);
            assertThat(publisher.restart()).isInstanceOf(WebRtcDoor.Patched.Restarted.class);
            assertThat(viewer.restart()).isInstanceOf(WebRtcDoor.Patched.Restarted.class);
            house.simulation.runUntil(6 * SECOND);
            publisher.move(5001);
            viewer.move(6001);
            house.simulation.runUntil(32 * SECOND);

            var seen = payloads(viewer.pictures());
            assertThat(viewer.closed).as("seed %d", seed).isEmpty();
            assertThat(seen.subList(seen.size() - 300, seen.size()))
                    .as("seed %d: the last ten seconds are all there", seed)
                    .isEqualTo(camera.pictures.subList(camera.pictures.size() - 300, camera.pictures.size()));
        }
    }

    @Test
    void aViewerWhoseTurnFailsIsPartedFromAndTheOthersMissNothing() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 60);
        camera.film(6 * SECOND);
        house.simulation.runUntil(SECOND);
        SimulatedClient.viewer(house, 6000, CALM).dial();
        var other = SimulatedClient.viewer(house, 6001, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        house.bug.breakSendingTo(6000);
        house.simulation.runUntil(8 * SECOND);

        assertThat(house.bug.turns).contains("the turn of a viewer");
        assertThat(house.stream.viewers()).isEqualTo(1);
        assertThat(house.gate.sessions()).isEqualTo(2);
        var seen = payloads(other.pictures());
        assertThat(seen).hasSizeGreaterThan(60).endsWith(camera.pictures.getLast());
        assertThat(camera.pictures).containsSequence(seen);
    }

    @Test
    void aSessionWhoseTimerFailsIsPartedFromAndTheOthersGoOn() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60).film(3 * SECOND);
        house.simulation.runUntil(SECOND);
        SimulatedClient.viewer(house, 6000, CALM).dial();
        var other = SimulatedClient.viewer(house, 6001, CALM).dial();
        house.simulation.runUntil(4 * SECOND);
        house.bug.breakSendingTo(6000);
        house.simulation.runUntil(20 * SECOND);

        assertThat(house.bug.turns).contains("the turn of a WebRTC session");
        assertThat(house.gate.sessions()).isEqualTo(2);
        assertThat(other.closed).isEmpty();
        assertThat(publisher.closed).isEmpty();
    }

    @Test
    void oneOfManyHearsAllSoundTogetherWithThePicturesAndAFewAtOnce() {
        for (int viewers : List.of(3, 40)) {
            var house = new SimulatedHouse(1);
            var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            var camera = new SimulatedCamera(publisher, house.simulation, 60);
            camera.film(6 * SECOND);
            house.simulation.runUntil(SECOND);
            for (int i = 1; i < viewers; i++)
                SimulatedClient.viewer(house, 6000 + i, CALM).dial();
            var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
            house.simulation.runUntil(3 * SECOND);
            int from = viewer.received.size();
            house.simulation.runUntil(5 * SECOND);
            var received = viewer.received.subList(from, viewer.received.size());
            var at = viewer.receivedAt.subList(from, viewer.received.size());

            int alone = 0;
            int sounds = 0;
            for (int i = 0; i < received.size(); i++) {
                if (received.get(i).track() != Codec.Kind.AUDIO.ordinal()) continue;
                sounds++;
                boolean withPicture = false;
                for (int j = 0; j < received.size(); j++)
                    withPicture |=
                            at.get(j).equals(at.get(i)) && received.get(j).track() == Codec.Kind.VIDEO.ordinal();
                if (!withPicture) alone++;
            }
            assertThat(sounds).as("%d viewers: fifty a second", viewers).isBetween(97, 103);
            if (viewers == 3)
                assertThat(alone).as("sound that comes when it was made").isGreaterThan(60);
            else assertThat(alone).as("sound that comes without a picture").isZero();
            assertThat(payloads(viewer.pictures())).as("whole").isSubsetOf(camera.pictures);
        }
    }

    @Test
    void oneOfManyHearsSoundWherePicturesStayAway() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 60);
        camera.film(6 * SECOND);
        house.simulation.runUntil(SECOND);
        for (int i = 1; i < 40; i++)
            SimulatedClient.viewer(house, 6000 + i, CALM).dial();
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        camera.cover();
        house.simulation.runUntil(4 * SECOND);
        int from = viewer.received.size();
        house.simulation.runUntil(5 * SECOND);

        assertThat(viewer.received.subList(from, viewer.received.size()))
                .as("fifty a second, each forty milliseconds late")
                .hasSizeBetween(48, 52)
                .allMatch(frame -> frame.track() == Codec.Kind.AUDIO.ordinal());
    }

    /// What was cut into packets for them is as much as a group of pictures, for each stream.
    @Test
    void nothingIsKeptForViewersWhoHaveGone() {
        var house = new SimulatedHouse(1);
        int before = Holdings.count(house.gate);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60).film(4 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(5 * SECOND);
        viewer.close();
        publisher.close();
        house.simulation.runUntil(6 * SECOND);

        assertThat(house.gate.sessions()).isZero();
        assertThat(Holdings.count(house.gate)).isLessThan(before + 50);
    }

    @Test
    void aSecondPublisherOfTheSameUrlTakesOverAndTheViewerStays() {
        var house = new SimulatedHouse(1);
        var first = SimulatedClient.publisher(house, 5000, CALM).dial();
        var before = new SimulatedCamera(first, house.simulation, 60);
        before.film(20 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        var second = SimulatedClient.publisher(house, 5001, CALM).dial();
        var after = new SimulatedCamera(second, house.simulation, 60);
        after.film(8 * SECOND);
        house.simulation.runUntil(10 * SECOND);

        assertThat(first.closed).isNotEmpty();
        assertThat(viewer.closed).isEmpty();
        var seen = payloads(viewer.pictures());
        assertThat(seen.subList(seen.size() - after.pictures.size(), seen.size()))
                .isEqualTo(after.pictures);
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.PLAYABLE);
        assertThat(times(viewer.pictures())).isSorted();
    }

    @Test
    void aPublisherThatComesBackWithinTheGraceFindsItsViewers() {
        var house = new SimulatedHouse(1);
        var first = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(first, house.simulation, 60).film(3 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        first.close();
        house.simulation.runUntil(20 * SECOND);
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED);
        var second = SimulatedClient.publisher(house, 5001, CALM).dial();
        var after = new SimulatedCamera(second, house.simulation, 60);
        after.film(25 * SECOND);
        house.simulation.runUntil(27 * SECOND);
        assertThat(viewer.closed).isEmpty();
        assertThat(payloads(viewer.pictures())).containsAll(after.pictures);
    }

    @Test
    void aPublisherThatVanishesWithoutAWordIsMissedWithinSeconds() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60).film(60 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        publisher.weather(CALM.withLoss(1));
        house.simulation.runUntil(9 * SECOND);
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED);
        house.simulation.runUntil(40 * SECOND);
        assertThat(house.gate.sessions())
                .as("the publisher's consent has run out")
                .isEqualTo(1);
        var second = SimulatedClient.publisher(house, 5001, CALM).dial();
        new SimulatedCamera(second, house.simulation, 60).film(45 * SECOND);
        house.simulation.runUntil(45 * SECOND);
        assertThat(viewer.closed).isEmpty();
        assertThat(house.events).endsWith(StreamEvent.PLAYABLE);
    }

    @Test
    void viewersAreToldWhenNobodyComesBack() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60).film(3 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        publisher.close();
        house.simulation.runUntil(70 * SECOND);
        assertThat(viewer.closed).containsExactly("dtls-closed");
        assertThat(house.events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED, StreamEvent.ABANDONED);
        assertThat(house.gate.sessions()).isZero();
    }

    @Test
    void aViewerThatCannotBeSentToDropsToTheNextKeyframeAndDelaysNobody() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 60);
        camera.film(10 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(3 * SECOND);
        house.writable = false;
        house.simulation.runUntil(4 * SECOND);
        house.writable = true;
        house.simulation.runUntil(12 * SECOND);
        var seen = payloads(viewer.pictures());
        assertThat(seen).isSubsetOf(camera.pictures);
        assertThat(seen.size()).isLessThan(camera.pictures.size());
        int hole = firstHole(seen, camera.pictures);
        assertThat(viewer.pictures().get(hole).keyframe()).isTrue();
        assertThat(seen).endsWith(camera.pictures.getLast());
    }

    @Test
    void joinersShareOneKeyframeRequestEveryHalfSecond() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        // Never a keyframe but the first and those asked for; the camera here counts and does not answer.
        var camera = new SimulatedCamera(publisher, house.simulation, Integer.MAX_VALUE);
        camera.film(10 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewers = new ArrayList<SimulatedClient>();
        for (int i = 0; i < 20; i++)
            viewers.add(SimulatedClient.viewer(house, 6000 + i, CALM).dial());
        house.simulation.runUntil(2 * SECOND);
        for (var viewer : viewers) viewer.requestKeyframe();
        int before = publisher.keyframesWanted;
        for (int i = 0; i < 10; i++) {
            for (var viewer : viewers) viewer.requestKeyframe();
            house.simulation.runUntil(house.simulation.now() + 100 * MS);
        }
        assertThat(publisher.keyframesWanted - before).isBetween(1, 3);
    }

    @Test
    void aViewerSeesAKeyframeOneRoundTripAfterItsHandshake() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60).film(5 * SECOND);
        house.simulation.runUntil(3 * SECOND);
        long dialled = house.simulation.now();
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(6 * SECOND);
        // ICE takes one round trip of 40 ms, DTLS two; the buffer at the start of a stream holds back 20 ms.
        assertThat(viewer.receivedAt.getFirst() - dialled).isLessThan(200 * MS);
        assertThat(viewer.pictures().getFirst().keyframe()).isTrue();
    }

    private static List<Bytes> payloads(List<Frame> frames) {
        return frames.stream().map(Frame::payload).toList();
    }

    private static List<Long> times(List<Frame> frames) {
        return frames.stream().map(Frame::ptsNanos).toList();
    }

    /// The index in `seen` of the first frame that does not follow the one before it in `all`.
    private static int firstHole(List<Bytes> seen, List<Bytes> all) {
        int at = all.indexOf(seen.getFirst());
        for (int i = 0; i < seen.size(); i++) if (!seen.get(i).equals(all.get(at + i))) return i;
        throw new AssertionError("no hole");
    }
}
