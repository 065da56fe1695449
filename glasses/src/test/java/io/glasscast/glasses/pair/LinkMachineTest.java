package io.glasscast.glasses.pair;

import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.pair.LinkMachine.Input;
import io.glasscast.glasses.pair.LinkMachine.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkMachineTest {
    private final LinkMachine link = new LinkMachine();
    private final List<Output> out = new ArrayList<>();
    private long now;

    @Test
    void pingsEveryFiveSecondsAndDialsAgainWithoutAnAnswer() {
        handle(new Input.Begin());
        handle(new Input.Opened(1));
        waitForDeadline();
        assertThat(now).isEqualTo(5 * SECOND);
        handle(new Input.Pong());
        waitForDeadline();
        assertThat(now).isEqualTo(10 * SECOND);
        waitForDeadline();
        assertThat(now).isEqualTo(15 * SECOND);
        assertThat(link.open()).isFalse();
        waitForDeadline();
        assertThat(out)
                .containsExactly(
                        new Output.Open(1),
                        new Output.SendPing(),
                        new Output.SendPing(),
                        new Output.Close(1),
                        new Output.Open(2));
    }

    @Test
    void waitsLongerAndLongerButNeverMoreThanFiveSeconds() {
        handle(new Input.Begin());
        var waits = new ArrayList<Long>();
        for (int socket = 1; socket <= 6; socket++) {
            handle(new Input.Closed(socket, "refused"));
            waits.add((link.deadlineNanos() - now) / 1_000_000);
            waitForDeadline();
        }
        assertThat(waits).containsExactly(500L, 1000L, 2000L, 5000L, 5000L, 5000L);
    }

    @Test
    void ignoresSocketsOfThePast() {
        handle(new Input.Begin());
        handle(new Input.Closed(1, "cut"));
        waitForDeadline();
        handle(new Input.Opened(1));
        assertThat(link.open()).isFalse();
        handle(new Input.Opened(2));
        handle(new Input.Closed(1, "late"));
        assertThat(link.open()).isTrue();
    }

    @Test
    void doesNotDialAgainWithATokenThatIsRefused() {
        handle(new Input.Begin());
        handle(new Input.Refused(1, "Invalid core token"));
        assertThat(out).endsWith(new Output.GivenUp("Invalid core token"));
        assertThat(link.deadlineNanos()).isEqualTo(LinkMachine.NEVER);
    }

    @Test
    void endsQuietly() {
        handle(new Input.Begin());
        handle(new Input.Opened(1));
        handle(new Input.End());
        handle(new Input.Closed(1, "normal"));
        assertThat(out).containsExactly(new Output.Open(1), new Output.Close(1));
        assertThat(link.deadlineNanos()).isEqualTo(LinkMachine.NEVER);
    }

    private void handle(Input input) {
        link.handle(input, now, out::add);
    }

    private void waitForDeadline() {
        now = link.deadlineNanos();
        link.elapse(now, out::add);
    }
}
