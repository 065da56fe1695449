package io.glasscast.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A client in a process of its own. It says what happens as JSON objects with an `event`, one a line, and may be told
/// things the same way.
final class Client implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    /// Often enough for what takes seconds, and no load to a browser.
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Process process;
    private final LinkedBlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final BufferedWriter input;

    private Client(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("client-output").start(this::listen);
    }

    /// A script of this module, by node. What it logs goes into target/logs.
    static Client node(String script, String... arguments) {
        Tools.needPackages();
        var command =
                new ArrayList<>(List.of("node", Tools.MODULE.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return start(Path.of(script).getFileName().toString(), command);
    }

    static Client start(String name, List<String> command) {
        try {
            var log = Tools.kept("logs").resolve(name + ".log").toFile();
            return new Client(new ProcessBuilder(command)
                    .directory(Tools.MODULE.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                events.add(line.startsWith("{") ? JsonParser.parseString(line).getAsJsonObject() : spoken(line));
            }
        } catch (IOException | JsonSyntaxException | IllegalStateException e) {
            said.add("(" + e + ")");
        }
        var end = new JsonObject();
        end.addProperty("event", "end");
        events.add(end);
    }

    /// What is said to people.
    private static JsonObject spoken(String line) {
        var event = new JsonObject();
        event.addProperty("event", "said");
        event.addProperty("line", line);
        return event;
    }

    /// Waits for the next line for people that begins so.
    String line(String beginning) {
        while (true) {
            var line = await("said", Stage.PATIENCE).get("line").getAsString();
            if (line.startsWith(beginning)) return line;
        }
    }

    /// Asks it to end, and hears what it still says.
    void terminate() {
        process.toHandle().destroy();
    }

    /// Waits for whatever it says next; the last is `end`.
    JsonObject next() throws InterruptedException {
        return events.take();
    }

    /// Waits for the next event of this name, past others.
    JsonObject await(String event, Duration patience) {
        return await(event, "", patience);
    }

    /// The same for one `who` of several.
    JsonObject await(String event, String who, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                var next = events.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) throw new AssertionError("no " + event + " within " + patience + story());
                var name = next.get("event").getAsString();
                if (name.equals(event)
                        && (who.isEmpty() || who.equals(next.get("who").getAsString()))) return next;
                if (name.equals("end") || name.equals("error"))
                    throw new AssertionError("wanted " + event + ", not " + next + story());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// What it answers to a question that is named like its answer.
    JsonObject ask(String question) {
        tell(question);
        return await(question, Stage.PATIENCE);
    }

    /// Asks again and again until the answer is as wanted: of pictures and packets that arrive elsewhere, nobody tells.
    ///
    /// @return that answer
    JsonObject askUntil(String question, Duration patience, Predicate<JsonObject> wanted) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            var answer = ask(question);
            if (wanted.test(answer)) return answer;
            if (System.nanoTime() > until) throw new AssertionError("in the end it stands so: " + answer + story());
            Thread.sleep(LOOK);
        }
    }

    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new AssertionError("the client is gone" + story(), e);
        }
    }

    /// Everything so far, for whoever has to find out what went wrong.
    String story() {
        synchronized (said) {
            return "; it said:\n" + String.join("\n", said);
        }
    }

    long pid() {
        return process.pid();
    }

    /// Ends it without a word, and waits until it is gone.
    void kill() {
        try {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Ends its input, which is the sign to go; whoever does not is ended.
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException _) {
            // It is gone already.
        }
        try {
            if (!process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
