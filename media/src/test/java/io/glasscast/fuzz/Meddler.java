package io.glasscast.fuzz;

import io.glasscast.kernel.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Stands behind a genuine peer and does to what it sends what a [Script] says, so that a fuzzer gets past handshakes
/// without having to find them.
public final class Meddler {
    /// What is kept to be sent again.
    private static final int MOST_KEPT = 64;

    private enum Deed {
        FLIP,
        OVERWRITE,
        CUT,
        LENGTHEN,
        DROP,
        DOUBLE,
        HOLD
    }

    /// @param after   how many pass before it is done
    /// @param what    bits to flip, or the byte that is put there
    private record Plan(int after, Deed deed, int where, int what) {}

    private final Consumer<Bytes> wire;
    private final ArrayDeque<Plan> plans = new ArrayDeque<>();
    private final List<Bytes> kept = new ArrayList<>();
    private final List<Bytes> held = new ArrayList<>();
    private int passed;

    public Meddler(Consumer<Bytes> wire) {
        this.wire = wire;
    }

    /// Takes one more intention from the script.
    public void intend(Script script) {
        int choice = script.u8();
        var deed = Deed.values()[choice % Deed.values().length];
        plans.add(new Plan(choice >>> 4, deed, script.u16(), script.u8()));
    }

    /// What the genuine peer sends.
    public void send(Bytes genuine) {
        var bytes = Bytes.of(genuine.toArray());
        if (kept.size() == MOST_KEPT) kept.removeFirst();
        kept.add(bytes);
        var plan = plans.peek();
        if (plan == null || passed++ < plan.after()) {
            wire.accept(bytes);
            return;
        }
        passed = 0;
        plans.remove();
        carryOut(plan, bytes);
    }

    private void carryOut(Plan plan, Bytes bytes) {
        int where = bytes.isEmpty() ? 0 : plan.where() % bytes.length();
        switch (plan.deed()) {
            case FLIP -> wire.accept(changed(bytes, where, bytes.isEmpty() ? 0 : bytes.u8(where) ^ plan.what()));
            case OVERWRITE -> wire.accept(changed(bytes, where, plan.what()));
            case CUT -> wire.accept(bytes.slice(0, where));
            case LENGTHEN ->
                wire.accept(Bytes.of(java.util.Arrays.copyOf(bytes.array(), bytes.length() + plan.what())));
            case DROP -> {}
            case DOUBLE -> {
                wire.accept(bytes);
                wire.accept(Bytes.of(bytes.toArray()));
            }
            case HOLD -> held.add(bytes);
        }
    }

    private static Bytes changed(Bytes bytes, int where, int value) {
        if (bytes.isEmpty()) return bytes;
        var array = bytes.toArray();
        array[where] = (byte) value;
        return Bytes.of(array);
    }

    /// Something that the genuine peer did not send.
    public void inject(Bytes bytes) {
        wire.accept(bytes);
    }

    /// What was held back leaves, the last first.
    public void release() {
        while (!held.isEmpty()) wire.accept(held.removeLast());
    }

    /// Something that was sent before; empty if nothing was.
    public Bytes sentBefore(int which) {
        return kept.isEmpty() ? Bytes.EMPTY : kept.get(which % kept.size());
    }

    /// The last that was sent; empty if nothing was.
    public Bytes lastSent() {
        return kept.isEmpty() ? Bytes.EMPTY : kept.getLast();
    }
}
