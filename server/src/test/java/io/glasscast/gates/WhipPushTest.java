package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.Output.State;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.sim.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Restreaming by WHIP in virtual time: glasses, our server, and far away another one.
class WhipPushTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final Link.Conditions ROUGH = new Link.Conditions(0.05, 0.02, 35 * MS, 10 * MS);
    private static final Link.Conditions CUT = CALM.withLoss(1);
    private static final String KEY = SimulatedHouse.NAMES.ingestKey();
    private static final String URL = "https://secret-token@far.example/whip/" + KEY;

    /// What was told of the output.
    private record News(State state, String message) {}

    private static final class World {
        final SimulatedHouse near;
        final FarWhip far;
        final Restreamer restreamer;
        final List<News> news = new ArrayList<>();

        World(long seed, Link.Conditions weather) {
            this(seed, weather, Transcoder.NONE);
        }

        World(long seed, Link.Conditions weather, Transcoder transcoder) {
            near = new SimulatedHouse(seed, HubLimits.DEFAULT, transcoder);
            far = new FarWhip(
                    new SimulatedHouse(near.simulation, seed + 1, HubLimits.DEFAULT, Transcoder.NONE), weather);
            var chance = Chance.seeded(seed + 2);
            restreamer = new Restreamer(
                    near.hub,
                    new WhipPushes(far, far, SimulatedHouse.TERMS, chance),
                    chance,
                    (_, _, state, message) -> news.add(new News(state, message)));
            near.simulation.keepTime(restreamer::deadlineNanos, restreamer::elapse);
        }

        SimulatedCamera film(double seconds) {
            var camera = new SimulatedCamera(
                    SimulatedClient.publisher(near, 5000, CALM).dial(), near.simulation, 60);
            camera.film(nanos(seconds));
            return camera;
        }

        void restream() {
            restream(URL);
        }

        void restream(String url) {
            restreamer.add(SimulatedHouse.NAMES.streamId(), new OutputOrder("o1", url), near.simulation.now());
        }

        void passUntil(double seconds) {
            near.simulation.runUntil(nanos(seconds));
        }

        News last() {
            return news.getLast();
        }

        OutputStatistics statistics() {
            return restreamer.statistics().getFirst();
        }

        private static long nanos(double seconds) {
            return (long) (seconds * SECOND);
        }
    }

    // ---- the good course

    @Test
    void everyPictureArrivesWholeInRoughWeather() {
        for (long seed = 1; seed <= 20; seed++) {
            var world = new World(seed, ROUGH);
            world.restream();
            var camera = world.film(12);
            world.passUntil(4);
            while (!world.far.house.stream.live()) world.passUntil(world.near.simulation.now() / 1e9 + 0.1);
            var viewer = SimulatedClient.viewer(world.far.house, 6000, CALM).dial();
            world.passUntil(16);

            assertThat(world.news)
                    .as("seed %d", seed)
                    .extracting(News::state)
                    .containsExactly(State.CONNECTING, State.CONNECTING, State.ACTIVE);
            var seen = payloads(viewer.pictures());
            assertThat(seen).as("seed %d", seed).hasSizeGreaterThan(150);
            // Nothing follows the very last packets, so nobody can know that one of them is missing.
            int from = camera.pictures.indexOf(seen.getFirst());
            int until = camera.pictures.size() - 3;
            assertThat(seen.subList(0, Math.min(seen.size(), until - from)))
                    .as("seed %d: from a keyframe on, whole, once, in order", seed)
                    .isEqualTo(camera.pictures.subList(from, until));
            assertThat(viewer.received.stream().filter(frame -> frame.track() == Codec.Kind.AUDIO.ordinal()))
                    .as("seed %d", seed)
                    .hasSizeGreaterThan(250);
            assertThat(world.statistics().dropped()).isZero();
            assertThat(world.statistics().bytes()).isPositive();
        }
    }

    @Test
    void beginsWithAKeyframeThatIsAskedFor() {
        var world = new World(1, CALM);
        var camera = world.film(6);
        world.passUntil(1.5);
        world.restream();
        world.passUntil(2.5);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        var first = world.far.house.stream.newestKeyframe().orElseThrow();
        assertThat(camera.pictures.indexOf(first.payload()))
                .as("between two that come by themselves")
                .isBetween(40, 59);
    }

    @Test
    void saysGoodbyeInEveryProtocol() {
        var world = new World(1, CALM);
        world.film(10);
        world.restream();
        world.passUntil(3);
        assertThat(world.far.house.gate.sessions()).isEqualTo(1);
        world.restreamer.remove("o1", world.near.simulation.now());
        assertThat(world.far.open).isZero();
        world.passUntil(3.03);
        assertThat(world.far.house.gate.sessions()).as("closed by DTLS").isZero();
        world.passUntil(4);
        assertThat(world.far.asked).extracting(HttpCaller.Request::method).containsExactly("POST", "DELETE");
        assertThat(world.far.asked.getLast().uri().toString()).startsWith("https://far.example/session/");
        assertThat(world.far.asked.getLast().authorization()).hasValue("Bearer secret-token");
    }

    @Test
    void aSessionThatComesAboutTooLateIsDeleted() {
        var world = new World(1, CALM);
        world.film(10);
        world.passUntil(2);
        world.restream();
        world.passUntil(2.03);
        world.restreamer.remove("o1", world.near.simulation.now());
        world.passUntil(3);
        assertThat(world.far.asked).extracting(HttpCaller.Request::method).containsExactly("POST", "DELETE");
        assertThat(world.far.house.gate.sessions()).isZero();
    }

    @Test
    void soundOfAnotherCodecIsMadeIntoOpus() {
        var world = new World(1, CALM, Truth.TRANSCODER);
        var publication = world.near.stream.publish(new Silent(), List.of(Truth.VIDEO, Truth.AAC), 0);
        film(publication, world, Truth.VIDEO, Truth.AAC);
        world.restream();
        world.passUntil(8);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        assertThat(world.far.house.stream.tracks())
                .extracting(Track::codec)
                .containsExactlyInAnyOrder(Codec.H264, Codec.OPUS);
        // 30 pictures and 50 packets of 20 ms a second, for six seconds at the least.
        assertThat(world.far.house.stream.frames()).isGreaterThan(6 * 75);
    }

    @Test
    void picturesThatCannotBeHadAreNotOffered() {
        var world = new World(1, CALM);
        var publication = world.near.stream.publish(new Silent(), List.of(Truth.VIDEO), 0);
        var simulation = world.near.simulation;
        // Every second picture is shown after the one that follows it.
        var count = new int[1];
        simulation.every(SimulatedCamera.PICTURE_NANOS, 10 * SECOND, () -> {
            int number = count[0]++;
            boolean key = number % 30 == 0;
            long dts = simulation.now();
            long pts = dts + (number % 2 == 0 ? 3 : 1) * SimulatedCamera.PICTURE_NANOS;
            publication.frame(new Frame(0, pts, dts, key, Truth.picture(key, dts)), dts);
        });
        world.passUntil(1);
        world.restream();
        world.passUntil(3);
        assertThat(world.far.asked).isEmpty();
        assertThat(world.last().state()).isEqualTo(State.ERROR);
        assertThat(world.last().message()).contains("B-frames");
    }

    // ---- what HTTP says

    @Test
    void theTokenStandsBeforeTheHost() {
        assertThat(header("https://abc.def-_~%2B%3D@h/whip")).hasValue("Bearer abc.def-_~+=");
        assertThat(header("https://user:pass@h/whip")).hasValue("Basic dXNlcjpwYXNz");
        assertThat(header("https://h/whip")).isEmpty();
        assertThat(WhipUrl.parse("HTTPS://t@Host:8443?k=v#f").orThrow().endpoint())
                .hasToString("https://Host:8443/?k=v");
        assertThat(WhipUrl.parse("https://t@h/whip").orThrow()).hasToString("WhipUrl[h]");
    }

    private static Optional<String> header(String url) {
        return WhipUrl.parse(url).orThrow().authorization();
    }

    @ParameterizedTest
    @CsvSource({
        "https://my_host/whip, The WHIP address names no host.",
        "https://h/whip|key, This is no address such as https://host/whip/key.",
        "https://to%0D%0Aken@h/whip, The token in the WHIP address has characters that no token may have."
    })
    void addressesThatCanNeverSucceedAreNotTried(String url, String words) {
        var world = new World(1, CALM);
        world.film(3);
        world.restream(url);
        world.passUntil(3);
        assertThat(world.far.asked).isEmpty();
        assertThat(world.news).containsExactly(new News(State.ERROR, words));
    }

    @ParameterizedTest
    @CsvSource({
        "200, did not answer as WHIP does (200)",
        "301, did not answer as WHIP does (301)",
        "400, cannot read the offer (400)",
        "401, wants another token (401): it stands before the host",
        "403, does not let the stream in (403)",
        "404, knows no such address (404): check it",
        "409, has this stream from somebody else already (409)",
        "415, does not take WHIP at this address (415)",
        "422, takes none of the formats",
        "500, has trouble of its own (500)",
        "503, has no room for the stream now (503)",
        "307, redirects to nowhere",
        "201, took the offer and gave no answer to it"
    })
    void refusalsAreToldInWords(int status, String words) {
        var world = new World(1, CALM);
        world.far.instead = _ -> Optional.of(new Reply.Answered(status, Optional.empty(), ""));
        assertTold(world, "far.example " + words);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_HOST, There is no host with the name far.example.",
        "REFUSED, Nothing takes connections at port 443 of far.example.",
        "UNREACHABLE, The host far.example cannot be reached.",
        "TIMED_OUT, The host far.example does not answer.",
        "TLS, The host far.example could not prove by TLS"
    })
    void soAreHostsThatAreNotReached(Dialer.Failure failure, String words) {
        var world = new World(1, CALM);
        world.far.instead = _ -> Optional.of(new Reply.Failed(failure));
        assertTold(world, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=fingerprint:sha-256|a=fingerprint:md5|sdp-fingerprint",
                "v=0|nonsense|sdp-line",
                "a=recvonly|a=inactive|takes none of the formats"
            })
    void soAreAnswersThatNobodyCanGoOnFrom(String old, String other, String words) {
        var world = new World(1, CALM);
        world.far.twist = sdp -> sdp.replace(old, other);
        assertTold(world, words);
        world.passUntil(30);
        assertThat(world.far.house.gate.sessions())
                .as("what was made is deleted, but for the newest attempt's")
                .isLessThan(2);
    }

    @Test
    void soAreKeysOfSomebodyElse() {
        var world = new World(1, CALM);
        world.far.twist = sdp -> sdp.replaceAll("(a=fingerprint:sha-256 )..(:..:)", "$1FF$2");
        assertTold(world, "far.example could be reached, but keys could not be agreed on with it");
    }

    @Test
    void soIsAPathThatIsNotThere() {
        var world = new World(1, CUT);
        world.film(20);
        world.restream();
        world.passUntil(12);
        assertThat(world.last().message()).contains("no UDP packet gets through to it and back (ICE)");
        assertThat(world.far.open).as("of the newest attempt").isLessThan(2);
    }

    private static void assertTold(World world, String words) {
        world.film(40);
        world.restream();
        world.passUntil(3);
        assertThat(world.news).anySatisfy(news -> {
            assertThat(news.state()).isEqualTo(State.ERROR);
            assertThat(news.message()).contains(words).containsPattern("Next attempt in \\d+ s\\.");
        });
        assertThat(world.news.toString()).doesNotContain("secret-token", KEY);
    }

    @Test
    void aRedirectIsFollowedAndTheTokenStaysAtHome() {
        var world = new World(1, CALM);
        world.far.instead = request -> request.uri().getHost().equals("far.example")
                ? Optional.of(new Reply.Answered(307, Optional.of("https://edge.example/whip/" + KEY), ""))
                : Optional.empty();
        world.film(6);
        world.restream();
        world.passUntil(4);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        world.restreamer.closeAll(world.near.simulation.now());
        world.passUntil(5);
        assertThat(world.far.asked)
                .extracting(request -> request.method() + " " + request.uri().getHost() + " "
                        + request.authorization().orElse("-"))
                .containsExactly(
                        "POST far.example Bearer secret-token", "POST edge.example -", "DELETE edge.example -");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://edge.example/whip/",
                "https://www.far.example/whip/",
                "https://far.example.edge.example/whip/",
                "https://far.example:8443/whip/",
                "https://far.example@edge.example/whip/",
                "//edge.example/whip/"
            })
    void theTokenGoesToNoOtherHostAndNoOtherPort(String location) {
        var world = new World(1, CALM);
        world.far.instead = request -> request.uri().toString().startsWith("https://far.example/")
                ? Optional.of(new Reply.Answered(307, Optional.of(location + KEY), ""))
                : Optional.of(new Reply.Answered(404, Optional.empty(), ""));
        assertTold(world, "What far.example redirects to knows no such address (404)");
        for (var request : world.far.asked) {
            boolean home = request.uri().toString().startsWith("https://far.example/");
            assertThat(request.authorization())
                    .as("%s", request.uri())
                    .isEqualTo(home ? Optional.of("Bearer secret-token") : Optional.empty());
        }
        assertThat(world.far.asked).as("the redirect is followed").hasSizeGreaterThan(1);
    }

    /// Whoever runs a destination knows the token, and could call the next host by it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "201",
                "307",
                "400",
                "401",
                "403",
                "404",
                "409",
                "415",
                "422",
                "500",
                "503",
                "UNKNOWN_HOST",
                "NOT_ALLOWED",
                "REFUSED",
                "UNREACHABLE",
                "TIMED_OUT",
                "TLS"
            })
    void whatARedirectNamesIsShownToNobody(String then) {
        var world = new World(1, CALM);
        world.far.instead = request -> {
            if (request.uri().getHost().equals("far.example"))
                return Optional.of(new Reply.Answered(308, Optional.of("https://secret-token.example:9/" + KEY), ""));
            return Optional.of(
                    Character.isDigit(then.charAt(0))
                            ? new Reply.Answered(Integer.parseInt(then), Optional.empty(), "secret-token")
                            : new Reply.Failed(Dialer.Failure.valueOf(then)));
        };
        world.film(10);
        world.restream();
        world.passUntil(3);
        assertThat(world.far.asked)
                .as("the redirect is followed")
                .anyMatch(request -> request.uri().getHost().equals("secret-token.example"));
        assertThat(world.news)
                .filteredOn(news -> news.state() == State.ERROR)
                .isNotEmpty()
                .allSatisfy(news -> assertThat(news.message())
                        .contains("far.example")
                        .doesNotContain("secret-token", KEY, ":9", "port 9"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://far.example/whip/again, redirects again and again",
        "http://far.example/whip/plain, redirects to an address without TLS",
        "ftp://far.example/, redirects to nowhere"
    })
    void notEveryRedirectIsFollowed(String location, String words) {
        var world = new World(1, CALM);
        world.far.instead = _ -> Optional.of(new Reply.Answered(308, Optional.of(location), ""));
        assertTold(world, words);
        assertThat(world.far.asked).hasSizeLessThanOrEqualTo(3 * 4);
        assertThat(world.far.asked)
                .extracting(request -> request.uri().getScheme())
                .containsOnly("https");
    }

    @Test
    void nothingIsDeletedAtHostsThatTookNoPart() {
        var world = new World(1, CALM);
        world.far.instead = request ->
                Optional.of(new Reply.Answered(201, Optional.of("http://10.0.0.7:9200/everything"), "no answer"));
        assertTold(world, "gave an answer that nobody can go on from");
        assertThat(world.far.asked).extracting(HttpCaller.Request::method).containsOnly("POST");
    }

    // ---- what happens later

    @Test
    void oneThatIsKilledComesBack() {
        var world = new World(1, CALM);
        world.film(120);
        world.restream();
        world.passUntil(5);
        world.far.weather(CUT);
        world.far.instead = _ -> Optional.of(new Reply.Failed(Dialer.Failure.REFUSED));
        world.passUntil(15);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        world.passUntil(21);
        assertThat(world.news)
                .anyMatch(
                        news -> news.message().startsWith("far.example has been silent for 15 seconds. Next attempt"));
        world.passUntil(40);
        assertThat(world.last().message()).startsWith("Nothing takes connections at port 443 of far.example.");
        world.far.weather(CALM);
        world.far.instead = _ -> Optional.empty();
        world.passUntil(75);
        assertThat(world.last()).isEqualTo(new News(State.ACTIVE, ""));
        assertThat(world.far.house.stream.playable()).isTrue();
        assertThat(world.far.open).isEqualTo(1);
    }

    @Test
    void oneThatClosesTheConnectionIsCalledAgain() {
        var world = new World(1, CALM);
        world.film(30);
        world.restream();
        world.passUntil(5);
        world.far.house.gate.closeAll(world.near.simulation.now());
        world.passUntil(5.5);
        assertThat(world.last().message()).startsWith("far.example closed the connection. Next attempt in ");
        world.passUntil(10);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void theDestinationsWishForAKeyframeReachesTheGlasses() {
        var world = new World(1, CALM);
        var publisher = SimulatedClient.publisher(world.near, 5000, CALM).dial();
        new SimulatedCamera(publisher, world.near.simulation, 100_000).film(10 * SECOND);
        world.restream();
        world.passUntil(3);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        int before = publisher.keyframesWanted;
        for (int i = 0; i < 20; i++) {
            world.far.house.stream.requestKeyframe(world.near.simulation.now());
            world.passUntil(3 + i / 10.0);
        }
        assertThat(publisher.keyframesWanted - before)
                .as("and is limited as everybody's")
                .isBetween(1, 5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSlowOneDropsToKeyframesAndIsNotNoticedByOthers(boolean congested) {
        var world = new World(1, CALM);
        var camera = world.film(14);
        world.restream();
        world.passUntil(2);
        var viewer = SimulatedClient.viewer(world.near, 6000, CALM).dial();
        world.passUntil(4);
        var far = SimulatedClient.viewer(world.far.house, 6001, CALM).dial();
        world.passUntil(5);
        if (congested) world.far.weather(CALM.withLoss(0.6));
        else world.far.writable = false;
        world.passUntil(8);
        world.far.weather(CALM);
        world.far.writable = true;
        world.passUntil(16);

        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        assertThat(world.statistics().attempts()).isEqualTo(1);
        assertThat(world.statistics().dropped()).isGreaterThan(30);
        var seen = payloads(far.pictures());
        assertThat(seen).isSubsetOf(camera.pictures).endsWith(camera.pictures.getLast());
        assertThat(seen.subList(seen.size() - 60, seen.size()))
                .isEqualTo(camera.pictures.subList(camera.pictures.size() - 60, camera.pictures.size()));
        var neighbours = payloads(viewer.pictures());
        assertThat(neighbours)
                .isEqualTo(camera.pictures.subList(
                        camera.pictures.indexOf(neighbours.getFirst()), camera.pictures.size()));
    }

    @Test
    void soundThatComesLaterIsOfferedAnew() {
        var world = new World(1, CALM);
        var publication = world.near.stream.publish(new Silent(), List.of(Truth.VIDEO), 0);
        film(publication, world, Truth.VIDEO, Truth.OPUS);
        world.restream();
        world.passUntil(3);
        assertThat(world.far.house.stream.tracks()).extracting(Track::codec).containsExactly(Codec.H264);
        publication.tracks(List.of(Truth.VIDEO, Truth.OPUS), world.near.simulation.now());
        world.passUntil(6);
        assertThat(world.last().state()).isEqualTo(State.ACTIVE);
        assertThat(world.far.house.stream.tracks())
                .extracting(Track::codec)
                .containsExactlyInAnyOrder(Codec.H264, Codec.OPUS);
    }

    /// Films and records for ten seconds.
    private static void film(Publication publication, World world, Track video, Track sound) {
        var simulation = world.near.simulation;
        var count = new int[1];
        simulation.every(SimulatedCamera.PICTURE_NANOS, 10 * SECOND, () -> {
            boolean key = count[0]++ % 30 == 0;
            long now = simulation.now();
            publication.frame(new Frame(video.number(), now, key, Truth.picture(key, now)), now);
        });
        simulation.every(sound.codec() == Codec.AAC ? Truth.AAC_NANOS : Truth.OPUS_NANOS, 10 * SECOND, () -> {
            long now = simulation.now();
            publication.frame(new Frame(sound.number(), now, true, Truth.sound(sound.codec(), now)), now);
        });
    }

    private static List<Bytes> payloads(List<Frame> frames) {
        return frames.stream().map(Frame::payload).toList();
    }

    /// Publishes, and cannot be asked for anything.
    private static final class Silent implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal why, long nowNanos) {}
    }
}
