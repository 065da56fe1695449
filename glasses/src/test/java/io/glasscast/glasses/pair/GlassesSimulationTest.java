package io.glasscast.glasses.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.StreamState;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that can happen to glasses, in any order, at any time; what must hold after every deed.
class GlassesSimulationTest {
    private static final int HAPPENINGS = 150;
    private static final List<String> ADDRESSES =
            List.of("http://127.0.0.1/whip/", "srt://127.0.0.1:4201?streamid=", "rtmp://127.0.0.1/live/");

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverLosesTheCameraTheUplinkOrAStream(long seed) {
        var simulation = new Simulation(seed);
        var random = simulation.random();
        var glasses = new GlassesMachine(Model.BASIC, Dialect.STREAM, 20 + random.nextInt(80), Chance.seeded(seed));
        var watch = new Watch();
        simulation.keepTime(glasses::deadlineNanos, now -> glasses.elapse(now, watch::see));
        long at = 0;
        for (int i = 0; i < HAPPENINGS; i++) {
            at += random.nextLong(4 * Simulation.SECOND);
            String id = "s" + i;
            int dice = random.nextInt(100);
            long uplink = random.nextInt(3);
            simulation.after(
                    at,
                    () -> glasses.handle(
                            happening(dice, id, watch.newest - (int) uplink), simulation.now(), watch::see));
        }
        simulation.runUntil(at + 1);
        glasses.handle(new Happening.PoweredOff(), at + 1, watch::see);
        simulation.runUntil(at + 120 * Simulation.SECOND);

        assertThat(watch.camera).isFalse();
        assertThat(watch.uplinks).isEmpty();
        assertThat(watch.open).as("streams without an end").isEmpty();
        assertThat(glasses.deadlineNanos()).isEqualTo(Machine.NEVER);
        assertThat(glasses.snapshot().state()).isEqualTo(StreamState.STOPPED);
    }

    private static Happening happening(int dice, String id, int uplink) {
        if (dice < 15) return GlassesMachineTest.start(id, ADDRESSES.get(id.length() % 3) + id);
        if (dice < 22) return new Happening.Told(new StopStream(Dialect.STREAM, id, "app"));
        if (dice < 50) return new Happening.UplinkConnected(uplink);
        if (dice < 70) return new Happening.UplinkFailed(uplink, "weather");
        if (dice < 78) return GlassesMachineTest.keepAlive(id, "a");
        if (dice < 82) return new Happening.CameraFailed("weather");
        if (dice < 84) return new Happening.CameraChanged(dice == 82 ? CameraState.TAKEN : CameraState.BROKEN);
        if (dice < 87) return new Happening.CameraChanged(CameraState.FREE);
        if (dice < 89) return new Happening.WifiChanged(false);
        if (dice < 93) return new Happening.WifiChanged(true);
        if (dice < 95) return new Happening.BatterySet(10);
        if (dice < 98) return new Happening.BatterySet(90);
        return new Happening.LinkOpened();
    }

    /// Looks at every deed as it is done.
    private static final class Watch {
        private boolean camera;
        private int newest;
        private final List<Integer> uplinks = new ArrayList<>();
        private final List<String> open = new ArrayList<>();

        void see(Deed deed) {
            switch (deed) {
                case Deed.OpenCamera _ -> {
                    assertThat(camera).as("camera is free").isFalse();
                    camera = true;
                }
                case Deed.CloseCamera() -> {
                    assertThat(camera).as("camera is on").isTrue();
                    camera = false;
                }
                case Deed.OpenUplink(int number, var _) -> {
                    assertThat(uplinks).as("one uplink at a time").isEmpty();
                    assertThat(camera).isTrue();
                    assertThat(number).isGreaterThan(newest);
                    newest = number;
                    uplinks.add(number);
                }
                case Deed.CloseUplink(int number) ->
                    assertThat(uplinks.remove((Integer) number))
                            .as("uplink is open")
                            .isTrue();
                case Deed.DropUplink(int number) ->
                    assertThat(uplinks.remove((Integer) number))
                            .as("uplink is open")
                            .isTrue();
                case Deed.Signal _, Deed.Ignore _ -> {}
                case Deed.Tell(StreamStatus status) -> see(status);
                case Deed.Tell _ -> {}
            }
        }

        private void see(StreamStatus status) {
            if (status.streamId().isEmpty()) {
                assertThat(status.state()).isEqualTo(StreamState.ERROR);
                return;
            }
            String id = status.streamId().get();
            switch (status.state()) {
                case INITIALIZING -> {
                    assertThat(open).as("one stream at a time").isEmpty();
                    open.add(id);
                }
                case STOPPED -> open.remove(id); // or one that only waited for its turn
                case ERROR ->
                    assertThat(open.remove(id)).as("error ends a stream").isTrue();
                default ->
                    assertThat(open).as(status.state() + " within a stream").containsExactly(id);
            }
        }
    }
}
