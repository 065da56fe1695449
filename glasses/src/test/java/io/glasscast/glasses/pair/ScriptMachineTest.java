package io.glasscast.glasses.pair;

import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.pair.Happening.BatterySet;
import io.glasscast.glasses.pair.Happening.WifiChanged;
import io.glasscast.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptMachineTest {
    @Test
    void everySceneHappensOnceWhenItsTimeHasCome() {
        var script = new ScriptMachine(List.of(
                new Scene(Duration.ofSeconds(20), new WifiChanged(true)),
                new Scene(Duration.ZERO, new BatterySet(16)),
                new Scene(Duration.ofSeconds(5), new WifiChanged(false)),
                new Scene(Duration.ofSeconds(20), new BatterySet(14))));
        assertThat(script.deadlineNanos()).as("off").isEqualTo(ScriptMachine.NEVER);

        var simulation = new Simulation(1);
        var happened = new ArrayList<String>();
        simulation.after(
                3 * SECOND,
                () -> script.handle(
                        new ScriptMachine.Begin(),
                        simulation.now(),
                        happening -> happened.add(simulation.now() / SECOND + " " + happening)));
        simulation.keepTime(
                script::deadlineNanos,
                now -> script.elapse(now, happening -> happened.add(now / SECOND + " " + happening)));
        simulation.runUntil(60 * SECOND);
        assertThat(happened)
                .containsExactly(
                        "3 " + new BatterySet(16),
                        "8 " + new WifiChanged(false),
                        "23 " + new WifiChanged(true),
                        "23 " + new BatterySet(14));
        assertThat(script.deadlineNanos()).isEqualTo(ScriptMachine.NEVER);
    }
}
