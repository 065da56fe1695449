package io.glasscast.sdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Alarms that ring when the test says so. Waiting for one to be set is waiting for an event, never for time. */
final class ManualTimers implements Timers {
    private record Alarm(Duration delay, Runnable task) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<Alarm> alarms = new ArrayList<>();

    @Override
    public Timer after(Duration delay, Runnable task) {
        lock.lock();
        try {
            var alarm = new Alarm(delay, task);
            alarms.add(alarm);
            added.signalAll();
            return () -> cancel(alarm);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}

    private void cancel(Alarm alarm) {
        lock.lock();
        try {
            alarms.remove(alarm);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an alarm with such a delay is set, and rings the oldest of them. */
    void ring(Predicate<Duration> delay) throws InterruptedException {
        Alarm ringing;
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(10);
            while (alarms.stream().noneMatch(alarm -> delay.test(alarm.delay()))) {
                if (patience <= 0) throw new AssertionError("no such alarm among " + alarms);
                patience = added.awaitNanos(patience);
            }
            ringing = alarms.stream()
                    .filter(alarm -> delay.test(alarm.delay()))
                    .findFirst()
                    .orElseThrow();
            alarms.remove(ringing);
        } finally {
            lock.unlock();
        }
        ringing.task().run();
    }

    void ring(Duration delay) throws InterruptedException {
        ring(delay::equals);
    }

    /** Whether such an alarm is set. */
    boolean isSet(Duration delay) {
        lock.lock();
        try {
            return alarms.stream().anyMatch(alarm -> alarm.delay().equals(delay));
        } finally {
            lock.unlock();
        }
    }
}
