package io.glasscast.app.command;

import com.google.gson.Gson;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/// Prints events as they come: JSON for scripts, words for people. Any thread may print.
final class EventPrinter {
    private final boolean json;
    private final PrintStream out = System.out;
    private final Gson gson = new Gson();

    EventPrinter(boolean json) {
        this.json = json;
    }

    /// @param fields name and contents of one event; its name is field `event`
    synchronized void print(Map<String, ?> fields) {
        if (json) {
            out.println(gson.toJson(fields));
        } else {
            var words = fields.entrySet().stream()
                    .filter(field -> !field.getKey().equals("event"))
                    .map(field -> "  " + field.getKey() + "=" + field.getValue())
                    .collect(Collectors.joining());
            out.println(fields.get("event") + words);
        }
        out.flush();
    }
}
