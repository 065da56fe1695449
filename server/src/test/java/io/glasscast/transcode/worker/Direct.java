package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;

/// A job of sound without a worker around it, to compare with.
public final class Direct implements AutoCloseable {
    private final SoundCraft craft;

    public Direct(Codec source, Codec target) {
        var configuration = source == Codec.OPUS ? OpusHead.of(2, 0) : Bytes.EMPTY;
        craft = new SoundCraft(new Order.Open(1, source, configuration, target, 0), new Coded.Packets());
    }

    public void feed(long ptsNanos, Bytes packet) {
        craft.feed(new Order.Feed(1, ptsNanos, ptsNanos, true, packet), false);
    }

    @Override
    public void close() {
        craft.close();
    }
}
