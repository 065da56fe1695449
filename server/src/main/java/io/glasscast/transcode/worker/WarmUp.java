package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;

/// Loads FFmpeg and runs sound through it once, so that the first job of a spare worker finds everything warm.
final class WarmUp {
    private static final int FRAMES = 10;

    private WarmUp() {}

    static void run() {
        through(Codec.OPUS);
        through(Codec.AAC);
    }

    private static void through(Codec codec) {
        Codec other = codec == Codec.OPUS ? Codec.AAC : Codec.OPUS;
        try (var encoder = new SoundEncoder(codec, 2);
                var craft = new SoundCraft(
                        new Order.Open(0, codec, encoder.configuration(), other, Long.MIN_VALUE), new Nobody())) {
            var silence = Sound.silence(2, encoder.frameSamples());
            for (int i = 0; i < FRAMES; i++)
                encoder.encode(
                        silence,
                        (samples, packet) -> craft.feed(
                                new Order.Feed(0, Sound.nanos(samples), Sound.nanos(samples), true, packet), false));
        }
    }

    private static final class Nobody implements Craft.Sink {
        @Override
        public void described(Codec codec, Bytes configuration) {}

        @Override
        public void made(long ptsNanos, boolean keyframe, Bytes payload) {}
    }
}
