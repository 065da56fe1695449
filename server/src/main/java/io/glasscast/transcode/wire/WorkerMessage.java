package io.glasscast.transcode.wire;

import io.glasscast.kernel.Bytes;

/// One message between the house and a worker process.
/// ```
/// | length (32) | type (8) | job (32) | what the type says |
/// ```
/// The length counts what follows it. Jobs are numbered by the house, and no number is used twice in a worker.
public sealed interface WorkerMessage permits Order, Answer {
    /// The longest message: an access unit of 8 MB is 60 Mbit/s in a single picture, and no camera's.
    int MAX_LENGTH = 8 << 20;

    /// Type and job.
    int HEADER = 5;

    /// The job it is about; 0 when it is about none.
    int job();

    /// The message from its type on.
    Bytes write();
}
