package io.glasscast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda<Sleeper> agenda = new Agenda<>(Sleeper::deadlineNanos);
    private final List<String> woken = new ArrayList<>();

    @Test
    void wakesMachinesInTheOrderOfTheirDeadlines() {
        agenda.note(new Sleeper("late", 30));
        agenda.note(new Sleeper("early", 10));
        agenda.note(new Sleeper("never", Machine.NEVER));
        assertThat(agenda.deadlineNanos()).isEqualTo(10);
        agenda.elapse(40, this::wake);
        assertThat(woken).containsExactly("early", "late");
        assertThat(agenda.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void followsADeadlineThatMovesEitherWay() {
        var sleeper = new Sleeper("sleeper", 30);
        agenda.note(sleeper);
        sleeper.deadline = 10;
        agenda.note(sleeper);
        assertThat(agenda.deadlineNanos()).isEqualTo(10);
        sleeper.deadline = 50;
        agenda.note(sleeper);
        agenda.elapse(40, this::wake);
        assertThat(woken).isEmpty();
        assertThat(agenda.deadlineNanos()).isEqualTo(50);
    }

    @Test
    void doesNotSpinOnAMachineThatIsAlwaysDue() {
        var restless = new Sleeper("restless", 5);
        agenda.note(restless);
        agenda.elapse(10, machine -> woken.add(machine.name));
        assertThat(woken).containsExactly("restless");
        assertThat(agenda.deadlineNanos()).isEqualTo(11);
    }

    @Test
    void forgetsAMachineThatLeft() {
        var gone = new Sleeper("gone", 5);
        agenda.note(gone);
        agenda.forget(gone);
        assertThat(agenda.deadlineNanos()).isEqualTo(Machine.NEVER);
        agenda.elapse(10, this::wake);
        assertThat(woken).isEmpty();
    }

    @Test
    void letsGoOfWhatItHasForgottenBeforeItsTime() {
        var gone = new WeakReference<>(forgotten());
        var overtaken = new Sleeper("overtaken", Long.MAX_VALUE - 1);
        for (long at = 1_000; at > 0; at--) {
            agenda.note(overtaken);
            overtaken.deadline = at;
        }
        while (gone.get() != null) System.gc();
        agenda.elapse(2_000, this::wake);
        assertThat(woken).containsExactly("overtaken");
    }

    private Sleeper forgotten() {
        var gone = new Sleeper("gone", Long.MAX_VALUE - 1);
        agenda.note(gone);
        agenda.forget(gone);
        return gone;
    }

    private void wake(Sleeper sleeper) {
        woken.add(sleeper.name);
        sleeper.deadline = Machine.NEVER;
    }

    private static final class Sleeper implements Machine<Void, Void> {
        private final String name;
        private long deadline;

        Sleeper(String name, long deadline) {
            this.name = name;
            this.deadline = deadline;
        }

        @Override
        public void handle(Void input, long nowNanos, Consumer<? super Void> out) {}

        @Override
        public void elapse(long nowNanos, Consumer<? super Void> out) {}

        @Override
        public long deadlineNanos() {
            return deadline;
        }
    }
}
