package io.glasscast.gates;

import io.glasscast.kernel.Machine;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/// When the players of a press come for what was printed. Each call of the kernel costs more than the picture in it, so
/// sound waits for the picture behind it, and where many play, pictures wait for each other: who waits costs nothing
/// until it has its turn.
///
/// Belongs to the media thread.
final class RtmpTurns {
    /// Nothing is let out between two pictures: who waits for one gets it all with the next. One that stays away is
    /// not waited for. Two pieces of AAC, less than players keep in store.
    private static final long PATIENCE_NANOS = 50_000_000;
    /// As much as a socket takes at once.
    private static final int MOST_BYTES = 96 << 10;

    /// @param leftNanos when it had its last turn
    /// @param leftBytes how much had been printed then
    private record Turn(RtmpPress.Player player, long leftNanos, long leftBytes) {}

    private final LongSupplier windowNanos;
    private final PriorityQueue<Turn> queue = new PriorityQueue<>((a, b) -> Long.compare(a.leftNanos(), b.leftNanos()));
    /// The one of each player that counts.
    private final Map<RtmpPress.Player, Turn> turns = new IdentityHashMap<>();
    private long printedBytes;
    /// Since when something waits for an occasion that those who were due had not.
    private long waitingNanos = Machine.NEVER;

    /// @param windowNanos how long pictures wait for each other now
    RtmpTurns(LongSupplier windowNanos) {
        this.windowNanos = windowNanos;
    }

    /// @param leftNanos when it is to be thought that it had a turn: players that come together have theirs at
    ///                  different times
    void enter(RtmpPress.Player player, long leftNanos) {
        put(new Turn(player, leftNanos, printedBytes));
    }

    void leave(RtmpPress.Player player) {
        queue.remove(turns.remove(player));
    }

    /// Everybody takes what there is, at once and out of turn.
    void each(ObjLongConsumer<RtmpPress.Player> takes, long nowNanos) {
        for (var player : List.copyOf(turns.keySet())) take(player, takes, nowNanos);
        turns.replaceAll((player, turn) -> new Turn(player, turn.leftNanos(), printedBytes));
        queue.clear();
        queue.addAll(turns.values());
        waitingNanos = Machine.NEVER;
    }

    /// Something was printed.
    ///
    /// @param occasion whether it is what players wait for
    void printed(int bytes, boolean occasion, long nowNanos) {
        printedBytes += bytes;
        if (occasion) give(nowNanos);
        else if (waitingNanos == Machine.NEVER) waitingNanos = nowNanos;
    }

    /// The picture that was waited for stays away.
    void elapse(long nowNanos) {
        if (nowNanos >= deadlineNanos()) give(nowNanos);
    }

    /// When those who are due have waited long enough.
    long deadlineNanos() {
        var next = queue.peek();
        if (next == null || next.leftBytes() == printedBytes) return Machine.NEVER;
        long due = next.leftNanos() + windowNanos.getAsLong();
        return (waitingNanos == Machine.NEVER ? due : Math.max(due, waitingNanos)) + PATIENCE_NANOS;
    }

    private void give(long nowNanos) {
        waitingNanos = Machine.NEVER;
        long dueNanos = nowNanos - windowNanos.getAsLong();
        for (var next = queue.peek(); next != null && due(next, dueNanos); next = queue.peek()) {
            queue.poll();
            take(next.player(), RtmpPress.Player::turn, nowNanos);
            // It may have left.
            if (turns.get(next.player()) == next) put(new Turn(next.player(), nowNanos, printedBytes));
        }
    }

    private static void take(RtmpPress.Player player, ObjLongConsumer<RtmpPress.Player> takes, long nowNanos) {
        try {
            takes.accept(player, nowNanos);
        } catch (Throwable e) {
            player.broke(e, nowNanos);
        }
    }

    private boolean due(Turn turn, long dueNanos) {
        return turn.leftBytes() < printedBytes
                && (turn.leftNanos() <= dueNanos || printedBytes - turn.leftBytes() >= MOST_BYTES);
    }

    private void put(Turn turn) {
        turns.put(turn.player(), turn);
        queue.add(turn);
    }
}
