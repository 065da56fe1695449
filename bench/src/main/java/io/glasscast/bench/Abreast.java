package io.glasscast.bench;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/// Does the same many times, some at once: doors are tried as many people would, and nobody waits for hundreds
/// in a row.
final class Abreast {
    private static final int AT_ONCE = 8;

    @FunctionalInterface
    interface Task {
        void run(int number) throws IOException, InterruptedException;
    }

    private Abreast() {}

    /// @param task does not begin any more after another one has failed
    /// @throws IOException the first that a task failed with
    static void times(int count, Task task) throws IOException, InterruptedException {
        var troubles = new ConcurrentLinkedQueue<IOException>();
        try (var doors = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                doors.execute(() -> {
                    try {
                        if (troubles.isEmpty()) task.run(number);
                    } catch (IOException e) {
                        troubles.add(e);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
        var trouble = troubles.peek();
        if (trouble != null) throw trouble;
    }
}
