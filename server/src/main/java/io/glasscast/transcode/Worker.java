package io.glasscast.transcode;

import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;

/// A worker as the house sees it. Called on the media loop; no call waits.
interface Worker {
    /// What a worker tells. Called on the media loop.
    interface Listener {
        void answer(Answer answer, long nowNanos);

        /// It has ended, and not because it was told to. The last call.
        ///
        /// @param why fit for a log
        void gone(String why, long nowNanos);
    }

    /// Who hears the worker from now on.
    void listener(Listener listener);

    /// Sends an order. When it cannot be sent the worker is not worth keeping, and its listener hears so.
    void send(Order order);

    /// Ends it at once. Its listener hears nothing more.
    void kill();

    /// Starts workers.
    @FunctionalInterface
    interface Source {
        Worker start();
    }
}
