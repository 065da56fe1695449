package io.glasscast.sdk;

/** Threads that do not keep a program alive. */
final class Threads {
    private Threads() {}

    static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
