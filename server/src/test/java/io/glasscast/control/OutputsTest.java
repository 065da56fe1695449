package io.glasscast.control;

import static io.glasscast.control.DeskBench.INTERRUPTED;
import static io.glasscast.control.DeskBench.PLAYABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.VideoConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a managed stream goes beside its viewers, as apps hear of it, in every order of events.
final class OutputsTest {
    private static final String YOUTUBE = "rtmp://a.rtmp.youtube.com/live2/abcd-efgh-ijkl-mnop";
    private static final String TWITCH = "rtmp://live.twitch.tv/app/live_1234567890_secretsecret";

    private final DeskBench bench = new DeskBench();
    private long ticket;

    private static RestreamDestination to(String url) {
        return new RestreamDestination(url, Optional.empty());
    }

    private static RestreamDestination named(String name, String url) {
        return new RestreamDestination(url, Optional.of(name));
    }

    private void start(SocketId app, RestreamDestination... destinations) {
        bench.say(
                app,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, Arrays.asList(destinations), true));
    }

    private List<DeskOutput.AddOutput> added() {
        return bench.outputs.stream()
                .filter(DeskOutput.AddOutput.class::isInstance)
                .map(DeskOutput.AddOutput.class::cast)
                .toList();
    }

    private List<String> removed() {
        return bench.outputs.stream()
                .filter(DeskOutput.RemoveOutput.class::isInstance)
                .map(output -> ((DeskOutput.RemoveOutput) output).outputId())
                .toList();
    }

    private void told(String outputId, OutputState state, String message) {
        bench.media(new MediaEvent.Output(outputId, state, message));
    }

    private List<String> outputIds() {
        return bench.desk.view().streams().getFirst().outputs().stream()
                .map(OutputView::outputId)
                .toList();
    }

    /// State of each output in an app's last status, and what is wrong with it.
    private List<String> outputs(SocketId app) {
        return bench.lastStatus(app).outputs().stream()
                .map(output -> output.state().name().toLowerCase(java.util.Locale.ROOT)
                        + output.error().map(why -> ": " + why).orElse(""))
                .toList();
    }

    private OutputAnswer add(Optional<String> app, String url) {
        bench.give(new DeskInput.AddOutput(++ticket, bench.streamId(), app, to(url)));
        return answer();
    }

    private OutputAnswer remove(Optional<String> app, String outputId) {
        bench.give(new DeskInput.RemoveOutput(++ticket, bench.streamId(), app, outputId));
        return answer();
    }

    private OutputAnswer answer() {
        var answers = bench.outputs.stream()
                .filter(output -> output instanceof DeskOutput.Answer(var number, var _) && number == ticket)
                .map(output -> ((DeskOutput.Answer) output).answer())
                .toList();
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private static OutputAnswer refused(OutputRefusal why) {
        return new OutputAnswer.Refused(why);
    }

    // ---- from request to active

    @Test
    void outputsBeginWithTheStreamAndSayHowTheyStand() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, named("YouTube", YOUTUBE), named("Twitch", TWITCH));
        assertThat(added()).extracting(DeskOutput.AddOutput::url).containsExactly(YOUTUBE, TWITCH);
        assertThat(bench.outputs.indexOf(added().getFirst()))
                .as("after the stream itself")
                .isGreaterThan(IntStream.range(0, bench.outputs.size())
                        .filter(i -> bench.outputs.get(i) instanceof DeskOutput.OpenStream)
                        .findFirst()
                        .orElseThrow());
        assertThat(bench.states(app)).containsExactly("initializing");
        assertThat(outputs(app)).containsExactly("stopped", "stopped");
        bench.media(PLAYABLE);
        assertThat(bench.states(app)).containsExactly("initializing", "active");
        assertThat(bench.lastStatus(app).message()).contains("Connecting to YouTube, Twitch");
        var ids = outputIds();
        told(ids.getFirst(), OutputState.ACTIVE, "");
        assertThat(outputs(app)).containsExactly("active", "stopped");
        assertThat(bench.lastStatus(app).message()).contains("Connecting to Twitch");
        told(ids.getLast(), OutputState.ERROR, "live.twitch.tv refused the stream key. Next attempt in 1 s.");
        assertThat(outputs(app))
                .containsExactly("active", "error: live.twitch.tv refused the stream key. Next attempt in 1 s.");
        assertThat(bench.lastStatus(app).message()).isEmpty();
        assertThat(bench.lastStatus(app).urls()).isPresent();
        told(ids.getLast(), OutputState.ACTIVE, "");
        assertThat(outputs(app)).containsExactly("active", "active");
        assertThat(bench.states(app)).containsExactly("initializing", "active", "active", "active", "active");
    }

    @Test
    void anOutputsNewsNeverResolveAWaitingStart() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        told(outputIds().getFirst(), OutputState.ERROR, "The server has no room for another output.");
        assertThat(bench.states(app)).containsExactly("initializing", "initializing");
        assertThat(bench.lastStatus(app).urls()).isEmpty();
        assertThat(bench.lastStatus(app).message()).contains("Waiting for the glasses to stream");
        bench.media(PLAYABLE);
        bench.media(INTERRUPTED);
        bench.look();
        told(outputIds().getFirst(), OutputState.ERROR, "a.rtmp.youtube.com closed the connection.");
        assertThat(bench.states(app)).containsExactly("initializing");
    }

    @Test
    void nothingIsSaidTwice() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        bench.media(PLAYABLE);
        var id = outputIds().getFirst();
        told(id, OutputState.ACTIVE, "");
        bench.look();
        told(id, OutputState.ACTIVE, "");
        told("ounknown", OutputState.ERROR, "late");
        assertThat(bench.states(app)).isEmpty();
        told(id, OutputState.CONNECTING, "Waiting for the picture.");
        told(id, OutputState.CONNECTING, "Connecting.");
        assertThat(outputs(app)).containsExactly("stopped");
        assertThat(bench.states(app)).containsExactly("active");
    }

    @Test
    void keysAppearNowhere() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(
                app,
                to(YOUTUBE),
                to("rtmp://user:password@h/live/keykeykey?token=tokentoken"),
                to("srt://h:9000?streamid=publish:keykeykey&passphrase=passpasspass"),
                to("ftp://h/keykeykey"));
        bench.media(PLAYABLE);
        assertThat(bench.lastStatus(app).outputs())
                .extracting(OutputStatus::url)
                .containsExactly(
                        "rtmp://a.rtmp.youtube.com/live2/***mnop",
                        "rtmp://***@h/live/***?token=***",
                        "srt://h:9000?streamid=***&passphrase=***",
                        "ftp://h/***");
        var secrets = new String[] {"abcd-efgh", "keykeykey", "password", "tokentoken", "passpasspass"};
        assertThat(bench.lastStatus(app).message().orElseThrow()).doesNotContain(secrets);
        assertThat(bench.desk.view().streams().toString()).doesNotContain(secrets);
        assertThat(bench.outputs.toString()).doesNotContain(secrets);
    }

    // ---- what is refused

    @ParameterizedTest
    @CsvSource({
        "ftp://h/key, rtmp://",
        "file:///etc/passwd, rtmp://",
        "'', rtmp://",
        "rtmp:/h/app, rtmp://",
        "rtmp://, no whole address",
        "rtmp://h, no whole address",
        "rtmp://h/, no whole address",
        "rtmp://h/app, no whole address",
        "rtmp://h/app/, no whole address",
        "rtmp:///app/key, no whole address",
        "rtmp://h:0/app/key, no whole address",
        "rtmp://h:70000/app/key, no whole address",
        "rtmp://h:port/app/key, no whole address",
        "rtmp://h/app/a key, no whole address",
        "srt://h, no whole address",
        "srt://h?streamid=x, no whole address",
        "https://, no whole address",
        "https://h:0/whip, no whole address",
        "https://h/whip key, no whole address"
    })
    void badDestinationsAreRefusedInWords(String url, String words) {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(url), to(YOUTUBE));
        assertThat(added()).hasSize(1);
        bench.media(PLAYABLE);
        assertThat(outputs(app)).hasSize(2).first().isEqualTo("stopped");
        assertThat(outputs(app).getLast()).startsWith("error: ").contains(words);
        assertThat(bench.states(app)).endsWith("active");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://a/b/c",
        "RTMP://Host.example:1935/app/key",
        "rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-Abc?s_bl=1&s_oil=2",
        "rtmp://user:pass@my_host/app/key with=no?x",
        "srt://[::1]:4201?streamid=publish:key",
        "srt://h:9000",
        "https://token@h/whip/key",
        "http://h:8080"
    })
    void goodOnesAreTaken(String url) {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(url.replace(" ", "")));
        assertThat(added()).hasSize(1);
    }

    @Test
    void tenAreEnough() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, IntStream.range(0, 20).mapToObj(i -> to("rtmp://h/a/" + i)).toArray(RestreamDestination[]::new));
        assertThat(added()).hasSize(10);
        bench.media(PLAYABLE);
        var told = outputs(app);
        assertThat(told).hasSize(20);
        assertThat(told.subList(10, 20)).allMatch(words -> words.contains("as many outputs as it may have: 10"));
        assertThat(add(Optional.of("org.app"), YOUTUBE)).isEqualTo(refused(OutputRefusal.MAX_OUTPUTS_REACHED));
        remove(Optional.of("org.app"), outputIds().getFirst());
        assertThat(add(Optional.of("org.app"), YOUTUBE)).isInstanceOf(OutputAnswer.Done.class);
    }

    @Test
    void oneDestinationIsOneOutput() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE), to("RTMP://A.rtmp.YouTube.com/live2/abcd-efgh-ijkl-mnop"));
        assertThat(outputs(first)).containsExactly("stopped", "error: The stream goes to this destination already");
        start(second, to(YOUTUBE));
        assertThat(outputs(second)).containsExactly("stopped", "error: The stream goes to this destination already");
        assertThat(add(Optional.of("org.first"), YOUTUBE)).isEqualTo(refused(OutputRefusal.DUPLICATE_URL));
        assertThat(added()).hasSize(1);
    }

    @Test
    void whoAsksAgainGetsNoSecondOne() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        bench.media(PLAYABLE);
        bench.give(new DeskInput.AppClosed(app));
        var again = bench.dial("org.app");
        start(again, to(YOUTUBE), to(TWITCH));
        assertThat(added()).extracting(DeskOutput.AddOutput::url).containsExactly(YOUTUBE, TWITCH);
        assertThat(outputs(again)).containsExactly("stopped", "stopped");
    }

    // ---- several apps

    @Test
    void aJoinerAddsItsOutputsAndEveryAppHears() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE));
        bench.media(PLAYABLE);
        told(outputIds().getFirst(), OutputState.ACTIVE, "");
        bench.look();
        start(second, named("Twitch", TWITCH));
        assertThat(bench.states(second)).containsExactly("active");
        assertThat(outputs(second)).containsExactly("active", "stopped");
        assertThat(bench.states(first)).containsExactly("active");
        assertThat(outputs(first)).containsExactly("active", "stopped");
        assertThat(bench.commands()).as("the running stream is left alone").isEmpty();
        told(outputIds().getLast(), OutputState.ACTIVE, "");
        assertThat(outputs(first)).isEqualTo(outputs(second)).containsExactly("active", "active");
    }

    @Test
    void aJoinersWishesForThePictureComeTooLateAndItIsToldSo() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first);
        bench.media(PLAYABLE);
        bench.look();
        bench.say(
                second,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.of(1920, 1080, 5_000_000, 30),
                        AudioConfig.NONE,
                        StreamConfig.NONE,
                        List.of(named("Twitch", TWITCH)),
                        true));
        assertThat(bench.commands()).isEmpty();
        assertThat(bench.lastStatus(second).message())
                .contains("The stream runs already: wishes for picture and sound do not change it. "
                        + "Connecting to Twitch");
        assertThat(bench.lastStatus(first).message()).contains("Connecting to Twitch");
        start(second);
        assertThat(bench.lastStatus(second).message()).contains("Connecting to Twitch");
    }

    @Test
    void refusalsAreToldOnlyToWhoAsked() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to("ftp://h"));
        start(second);
        assertThat(outputs(first)).hasSize(1);
        assertThat(outputs(second)).isEmpty();
    }

    @Test
    void outputsGoWithTheirApp() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE));
        start(second, to(TWITCH));
        bench.media(PLAYABLE);
        var ids = outputIds();
        for (var id : ids) told(id, OutputState.ACTIVE, "");
        bench.look();
        bench.stop(second);
        assertThat(removed()).containsExactly(ids.getLast());
        assertThat(bench.states(second)).containsExactly("stopped");
        assertThat(outputs(first)).containsExactly("active", "stopped");
        assertThat(outputIds()).containsExactly(ids.getFirst());
        bench.look();
        told(ids.getLast(), OutputState.STOPPED, "");
        assertThat(bench.states(first)).isEmpty();
    }

    @Test
    void anAppThatStaysAwayLosesItsOutputs() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE));
        start(second, to(TWITCH));
        bench.media(PLAYABLE);
        bench.look();
        bench.give(new DeskInput.AppClosed(first));
        bench.pass(Duration.ofSeconds(9));
        assertThat(removed()).isEmpty();
        bench.pass(Duration.ofSeconds(2));
        assertThat(removed()).hasSize(1);
        assertThat(outputIds()).hasSize(1);
        assertThat(bench.lastStatus(second).outputs()).hasSize(2);
    }

    @Test
    void aPermissionThatIsTakenTakesTheOutputs() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE));
        start(second);
        bench.give(new DeskInput.AppChanged(new AppProfile("org.first", false, Optional.empty())));
        assertThat(removed()).hasSize(1);
        assertThat(outputIds()).isEmpty();
    }

    @Test
    void onlyWhoAddedOneMayRemoveIt() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        start(first, to(YOUTUBE));
        start(second);
        bench.dial("org.stranger");
        var id = outputIds().getFirst();
        assertThat(remove(Optional.of("org.second"), id)).isEqualTo(refused(OutputRefusal.NOT_AUTHORIZED));
        assertThat(remove(Optional.of("org.stranger"), id)).isEqualTo(refused(OutputRefusal.NOT_A_VIEWER));
        assertThat(remove(Optional.of("org.first"), "onone")).isEqualTo(refused(OutputRefusal.OUTPUT_NOT_FOUND));
        assertThat(removed()).isEmpty();
        bench.look();
        assertThat(remove(Optional.of("org.first"), id)).isEqualTo(new OutputAnswer.Done(id));
        assertThat(removed()).containsExactly(id);
        assertThat(outputs(first)).containsExactly("stopped");
        assertThat(remove(Optional.of("org.first"), id)).isEqualTo(refused(OutputRefusal.OUTPUT_NOT_FOUND));
    }

    @Test
    void theOperatorAddsAndRemovesWhatHeLikes() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        assertThat(add(Optional.empty(), TWITCH)).isInstanceOf(OutputAnswer.Done.class);
        assertThat(outputs(app)).hasSize(2);
        var ids = outputIds();
        assertThat(remove(Optional.of("org.app"), ids.getLast())).isEqualTo(refused(OutputRefusal.NOT_AUTHORIZED));
        assertThat(remove(Optional.empty(), ids.getFirst())).isEqualTo(new OutputAnswer.Done(ids.getFirst()));
        assertThat(add(Optional.empty(), "ftp://h")).isEqualTo(refused(OutputRefusal.INVALID_URL));
        assertThat(add(Optional.empty(), "srt://h")).isEqualTo(refused(OutputRefusal.INVALID_URL_FORMAT));
        assertThat(add(Optional.of("org.stranger"), YOUTUBE)).isEqualTo(refused(OutputRefusal.NOT_A_VIEWER));
    }

    @Test
    void aStreamThatIsOverHasNoOutputs() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        var streamId = bench.streamId();
        bench.stop(app);
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
        bench.give(new DeskInput.AddOutput(++ticket, streamId, Optional.empty(), to(YOUTUBE)));
        assertThat(answer()).isEqualTo(refused(OutputRefusal.STREAM_NOT_FOUND));
        bench.give(new DeskInput.RemoveOutput(++ticket, streamId, Optional.empty(), "o"));
        assertThat(answer()).isEqualTo(refused(OutputRefusal.STREAM_NOT_FOUND));
        bench.give(new DeskInput.Media(streamId, new MediaEvent.Output("o", OutputState.ERROR, "late")));
        assertThat(bench.states(app)).containsExactly("initializing", "stopped");
    }

    @Test
    void stopAndStartWithoutWaitingBeginsAnew() {
        bench.glasses();
        var app = bench.dial("org.app");
        start(app, to(YOUTUBE));
        bench.stop(app);
        start(app, to(YOUTUBE));
        assertThat(added())
                .hasSize(2)
                .extracting(DeskOutput.AddOutput::outputId)
                .doesNotHaveDuplicates();
        assertThat(bench.states(app)).containsExactly("initializing", "stopped", "initializing");
        assertThat(outputIds()).hasSize(1);
    }

    @Test
    void whoComesBackHearsOfTheOutputs() {
        bench.glasses();
        var app = bench.open(DeskBench.app("org.app"), DeskInput.ClientStyle.HEADERS, DeskInput.Opening.INIT);
        start(app, to(YOUTUBE));
        bench.media(PLAYABLE);
        bench.give(new DeskInput.AppClosed(app));
        told(outputIds().getFirst(), OutputState.ACTIVE, "");
        var again = bench.open(DeskBench.app("org.app"), DeskInput.ClientStyle.HEADERS, DeskInput.Opening.RECONNECT);
        assertThat(bench.lastStatus(again).resumed()).isTrue();
        assertThat(outputs(again)).containsExactly("active");
    }

    // ---- how the glasses send

    @ParameterizedTest
    @CsvSource({
        "'', https://cloud/whip/",
        "rtmp://live.twitch.tv/app/key, srt://cloud:4201?streamid=publish:",
        "srt://h:9000, srt://cloud:4201?streamid=publish:",
        "rtmp://va.pscp.tv/x/key, rtmp://cloud/live/",
        "ftp://pscp.tv/x, https://cloud/whip/"
    })
    void theWayInSuitsTheDestinations(String destination, String ingest) {
        bench.glasses();
        var app = bench.dial("org.app");
        if (destination.isEmpty()) start(app);
        else start(app, to(destination));
        var start = (CloudToGlasses.StartStream) bench.commanded().getFirst();
        assertThat(start.streamUrl()).startsWith(ingest);
    }

    @Test
    void theOperatorMaySayOtherwise() {
        var d = ControlConfig.DEFAULT;
        for (var ingest : Ingest.values()) {
            var set = new DeskBench(
                    new ControlConfig(
                            d.startTimeout(),
                            d.appGrace(),
                            d.glassesGrace(),
                            d.dialInTimeout(),
                            d.acceptDialOut(),
                            d.glassesDialect(),
                            Optional.of(ingest),
                            d.tokenLife()),
                    1);
            set.glasses();
            var app = set.dial("org.app");
            set.start(app);
            var start = (CloudToGlasses.StartStream) set.commanded().getFirst();
            assertThat(ingest.leadsTo(start.streamUrl())).isTrue();
        }
    }

    @Test
    void wishesReachTheGlassesWhicheverWayTheySend() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.say(
                app,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.of(1280, 720, 2_000_000, 30),
                        AudioConfig.NONE.withBitrate(64_000).withSampleRate(44_100),
                        StreamConfig.NONE,
                        List.of(to(YOUTUBE)),
                        false));
        var start = (CloudToGlasses.StartStream) bench.commanded().getFirst();
        assertThat(start.video()).isEqualTo(VideoConfig.of(1280, 720, 2_000_000, 30));
        assertThat(start.audio()).isEqualTo(AudioConfig.NONE.withBitrate(64_000).withSampleRate(44_100));
        assertThat(start.sound()).isFalse();
    }
}
