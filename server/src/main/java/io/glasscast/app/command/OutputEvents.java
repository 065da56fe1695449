package io.glasscast.app.command;

import io.glasscast.contract.OutputStatus;
import io.glasscast.kernel.MaskedUrl;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Turns the lists of outputs that statuses carry into an event for each output that changed. One thread at a time.
final class OutputEvents {
    private record Told(OutputStatus.State state, String message) {}

    private final Map<String, Told> told = new HashMap<>();
    private final Consumer<Map<String, ?>> events;

    OutputEvents(Consumer<Map<String, ?>> events) {
        this.events = events;
    }

    /// @param outputs as a status has them, addresses without their keys
    /// @param message the status' own, which tells what becomes of outputs that have only begun
    synchronized void see(List<OutputStatus> outputs, Optional<String> message) {
        for (var output : outputs) {
            var otherwise = output.state() == OutputStatus.State.STOPPED ? message : Optional.<String>empty();
            var now =
                    new Told(output.state(), output.error().or(() -> otherwise).orElse(""));
            if (now.equals(told.put(output.url(), now))) continue;
            var event = new LinkedHashMap<String, Object>();
            event.put("event", "output");
            event.put("url", shown(output.url()));
            event.put("state", output.state().name().toLowerCase(Locale.ROOT));
            event.put("message", now.message());
            events.accept(event);
        }
    }

    /// Our server masks addresses itself, and more finely than they could be masked twice.
    private static String shown(String url) {
        return url.contains("***") ? url : MaskedUrl.of(url);
    }
}
