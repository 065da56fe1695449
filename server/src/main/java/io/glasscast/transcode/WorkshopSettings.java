package io.glasscast.transcode;

import java.time.Duration;

/// How much may be transcoded, and how patient the house is with its workers.
///
/// @param command    starts a worker
/// @param workers    processes at most, the spare included: each costs about 100 MB
/// @param soundJobs  at most, over all streams
/// @param pictureJobs at most, over all streams; each keeps a core busy. 0: pictures are never transcoded
/// @param spares     workers kept warm for the next stream: 0 or 1
/// @param idle       how long a worker outlives its stream's last job
/// @param patience   a worker that has not answered for that long is taken to hang, and is replaced
/// @param restarts   how often the worker of a stream may fall over within [#restartWindow] before its jobs
///     fail
/// @param restartWindow after that long without falling over all is forgiven
public record WorkshopSettings(
        WorkerCommand command,
        int workers,
        int soundJobs,
        int pictureJobs,
        int spares,
        Duration idle,
        Duration patience,
        int restarts,
        Duration restartWindow) {

    public WorkshopSettings {
        if (workers < 1) throw new IllegalArgumentException("workers must be at least 1: " + workers);
        if (soundJobs < 0) throw new IllegalArgumentException("soundJobs is negative: " + soundJobs);
        if (pictureJobs < 0) throw new IllegalArgumentException("pictureJobs is negative: " + pictureJobs);
        if (spares < 0 || spares > 1) throw new IllegalArgumentException("spares is neither 0 nor 1: " + spares);
        if (restarts < 0) throw new IllegalArgumentException("restarts is negative: " + restarts);
    }

    /// What fits a machine with so many cores: sound costs 3 to 5 % of one, pictures a whole one.
    public static WorkshopSettings forCores(WorkerCommand command, int cores) {
        return new WorkshopSettings(
                command,
                4 + 4 * cores,
                8 * cores,
                Math.max(1, cores / 2),
                1,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                3,
                Duration.ofMinutes(1));
    }

    public WorkshopSettings withPictureJobs(int jobs) {
        return new WorkshopSettings(command, workers, soundJobs, jobs, spares, idle, patience, restarts, restartWindow);
    }

    public WorkshopSettings withSpares(int count) {
        return new WorkshopSettings(
                command, workers, soundJobs, pictureJobs, count, idle, patience, restarts, restartWindow);
    }
}
