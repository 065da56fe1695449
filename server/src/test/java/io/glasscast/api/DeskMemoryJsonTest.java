package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud.StreamRequest;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskMemory;
import io.glasscast.control.Ingest;
import io.glasscast.control.StreamNames;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What desks must not forget survives being text.
final class DeskMemoryJsonTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final VideoConfig VIDEO =
            new VideoConfig(OptionalInt.of(1280), OptionalInt.of(720), OptionalInt.empty(), OptionalInt.of(30));

    private static final DeskMemory MANAGED = new DeskMemory(
            List.of(new DeskMemory.Session(
                    "org.app",
                    true,
                    true,
                    ClientStyle.HEADERS,
                    Optional.of(Dialect.RTMP),
                    List.of(CloudToApp.ManagedStreamStatus.of(ManagedState.ERROR)
                            .withMessage("in \"words\" <&>")))),
            List.of("org.barred"),
            Optional.of(new DeskMemory.Managed(
                    new StreamNames("m1", "ingest", "playback"),
                    NOW,
                    Ingest.SRT,
                    VIDEO,
                    AudioConfig.NONE,
                    false,
                    true,
                    List.of(new DeskMemory.Sharer("org.app", OptionalInt.of(60), Optional.empty(), Optional.of(NOW))),
                    List.of(new DeskMemory.Output(
                            "o1",
                            new RestreamDestination("rtmp://live.example/app/key?a=1&b=2", Optional.of("Platform")),
                            Optional.of("org.app"))))),
            Optional.empty(),
            List.of(new StopStream(Dialect.STREAM, "s1", "org.app")));

    private static final DeskMemory LOCAL = new DeskMemory(
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(new DeskMemory.Local(
                    "s1",
                    "org.app",
                    new StreamRequest(
                            Dialect.STREAM,
                            "srt://192.168.1.2:4201?streamid=x",
                            VIDEO,
                            AudioConfig.NONE,
                            StreamConfig.NONE,
                            true),
                    NOW,
                    StreamState.ACTIVE,
                    Optional.empty(),
                    Optional.of(NOW))),
            List.of());

    @Test
    void whatWasWrittenComesBack() {
        for (var memory : List.of(DeskMemory.NOTHING, MANAGED, LOCAL))
            assertThat(DeskMemoryJson.read(DeskMemoryJson.write(memory))).contains(memory);
    }

    @Test
    void aFieldMoreOrLessIsAnotherVersion() {
        var text = DeskMemoryJson.write(MANAGED);
        assertThat(DeskMemoryJson.read(text.replace("\"everLive\":true,", ""))).isEmpty();
        assertThat(DeskMemoryJson.read(text.replace("\"everLive\":true,", "\"everLive\":true,\"more\":1,")))
                .isEmpty();
        assertThat(DeskMemoryJson.read(text.replace("\"names\":", "\"called\":")))
                .isEmpty();
        assertThat(DeskMemoryJson.read(text.replace("SRT", "PIGEON"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"sessions\":[null]}", "{\"sessions\":", "\u0000"})
    void whatIsNoMemoryIsNone(String text) {
        assertThat(DeskMemoryJson.read(text)).isEmpty();
    }
}
