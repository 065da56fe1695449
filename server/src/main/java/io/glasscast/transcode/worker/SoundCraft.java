package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Sound from one codec to another: decode, resample, lay on the grid, encode.
final class SoundCraft implements Craft {
    private final Codec target;
    private final long notBeforeNanos;
    private final Sink sink;
    private final Decoder decoder;
    private final SoundGrid grid = new SoundGrid(new Runs());
    /// Known with the first samples: the source's channels, but never more than two.
    private @Nullable Resampler resampler;

    private int channels;
    private @Nullable Run run;

    /// @throws CodecException when the source cannot be decoded
    SoundCraft(Order.Open order, Sink sink) {
        this.target = order.target();
        this.notBeforeNanos = order.notBeforeNanos();
        this.sink = sink;
        this.decoder = new Decoder(order.source(), order.configuration());
    }

    @Override
    public boolean feed(Order.Feed feed, boolean behind) {
        decoder.decode(feed.payload(), feed.ptsNanos(), this::decoded);
        return true;
    }

    private void decoded(AVFrame frame) {
        if (resampler == null) {
            channels = Math.clamp(frame.ch_layout().nb_channels(), 1, 2);
            resampler = new Resampler(channels);
        }
        var piece = resampler.resample(frame);
        grid.add(piece.ptsNanos(), piece.sound());
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {
        if (run != null) run.encoder.close();
        if (resampler != null) resampler.close();
        decoder.close();
    }

    /// One grid, and the encoder that runs over it.
    private final class Run {
        final long startNanos;
        final SoundEncoder encoder = new SoundEncoder(target, channels);
        final SampleQueue queue = new SampleQueue(channels);

        Run(long startNanos) {
            this.startNanos = startNanos;
        }

        void encode() {
            while (queue.count() >= encoder.frameSamples())
                encoder.encode(queue.take(encoder.frameSamples()), this::packet);
        }

        void finish() {
            int frame = encoder.frameSamples();
            queue.silence((frame - queue.count() % frame) % frame);
            encode();
            encoder.finish(this::packet);
            encoder.close();
        }

        void packet(long samples, Bytes packet) {
            long ptsNanos = startNanos + Sound.nanos(samples);
            if (ptsNanos >= notBeforeNanos) sink.made(ptsNanos, true, packet);
        }
    }

    private final class Runs implements SoundGrid.Sink {
        @Override
        public void restart(long ptsNanos) {
            boolean first = run == null;
            if (run != null) run.finish();
            run = new Run(ptsNanos);
            if (first) sink.described(target, run.encoder.configuration());
        }

        @Override
        public void sound(Sound sound) {
            if (run == null) throw new IllegalStateException("a grid begins with its start");
            run.queue.sound(sound);
            run.encode();
        }

        @Override
        public void silence(int samples) {
            if (run == null) throw new IllegalStateException("a grid begins with its start");
            run.queue.silence(samples);
            run.encode();
        }
    }
}
