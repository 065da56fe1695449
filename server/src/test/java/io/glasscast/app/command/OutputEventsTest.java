package io.glasscast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.OutputStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputEventsTest {
    private final List<Map<String, ?>> events = new ArrayList<>();
    private final OutputEvents outputs = new OutputEvents(events::add);

    @Test
    void tellsEachChangeOnce() {
        var one = output("rtmp://a.example/live/***", State.STOPPED, "");
        var other = output("rtmp://b.example/live/***", State.STOPPED, "");
        var connecting = Optional.of("Connecting");
        outputs.see(List.of(one, other), connecting);
        outputs.see(List.of(one, other), connecting);
        outputs.see(List.of(output(one.url(), State.ACTIVE, ""), other), connecting);
        outputs.see(List.of(output(one.url(), State.ERROR, "The key was refused."), other), connecting);
        assertThat(events)
                .extracting(event -> event.get("url") + " " + event.get("state") + " " + event.get("message"))
                .containsExactly(
                        one.url() + " stopped Connecting",
                        other.url() + " stopped Connecting",
                        one.url() + " active ",
                        one.url() + " error The key was refused.");
        assertThat(events).allSatisfy(event -> assertThat(event.get("event")).isEqualTo("output"));
    }

    @Test
    void masksWhatAnotherServerDidNot() {
        outputs.see(List.of(output("rtmp://a.example/live/a-very-long-secret", State.ACTIVE, "")), Optional.empty());
        assertThat(String.valueOf(events.getFirst().get("url")))
                .startsWith("rtmp://a.example/live/")
                .doesNotContain("a-very-long");
    }

    private static OutputStatus output(String url, State state, String error) {
        return new OutputStatus(url, Optional.empty(), state, error.isEmpty() ? Optional.empty() : Optional.of(error));
    }
}
