package io.glasscast.drive;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A loop without media, on which it is always the same time: runs what it is given where it is given, and remembers
/// what was dropped.
class FakeTurns implements Turns {
    static final long NOW = 7;

    final List<String> discarded = new CopyOnWriteArrayList<>();

    @Override
    public void guarded(String what, Runnable work) {
        work.run();
    }

    @Override
    public void settle() {}

    @Override
    public void discarded(String why) {
        discarded.add(why);
    }

    @Override
    public long now() {
        return NOW;
    }
}
