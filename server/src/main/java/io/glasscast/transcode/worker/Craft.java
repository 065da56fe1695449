package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;

/// The work of one job. Belongs to one thread.
interface Craft extends AutoCloseable {
    /// Where the result goes.
    interface Sink {
        void described(Codec codec, Bytes configuration);

        void made(long ptsNanos, boolean keyframe, Bytes payload);
    }

    /// Takes the next frame.
    ///
    /// @param behind whether more wait than should: then what can be left out is
    /// @return false when it was left out
    /// @throws CodecException when the job cannot go on
    boolean feed(Order.Feed feed, boolean behind);

    /// The next picture is to be a keyframe.
    void refresh();

    @Override
    void close();
}
