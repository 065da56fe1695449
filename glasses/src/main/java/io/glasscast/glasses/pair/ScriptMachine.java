package io.glasscast.glasses.pair;

import io.glasscast.kernel.Machine;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/// Lets scenes happen, each when its time has come; those of the same time in the order in which they were written.
public final class ScriptMachine implements Machine<ScriptMachine.Begin, Happening> {
    /// The glasses are switched on.
    public record Begin() {}

    private record Cue(long atNanos, Happening happening) {}

    private final List<Scene> scenes;
    private final Queue<Cue> cues = new ArrayDeque<>();

    public ScriptMachine(List<Scene> scenes) {
        this.scenes = scenes.stream().sorted(Comparator.comparing(Scene::after)).toList();
    }

    @Override
    public void handle(Begin begin, long now, Consumer<? super Happening> out) {
        for (var scene : scenes) cues.add(new Cue(now + scene.after().toNanos(), scene.happening()));
        elapse(now, out);
    }

    @Override
    public void elapse(long now, Consumer<? super Happening> out) {
        for (var next = cues.peek(); next != null && next.atNanos() <= now; next = cues.peek()) {
            cues.remove();
            out.accept(next.happening());
        }
    }

    @Override
    public long deadlineNanos() {
        var next = cues.peek();
        return next == null ? NEVER : next.atNanos();
    }
}
