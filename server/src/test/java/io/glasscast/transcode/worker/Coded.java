package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.ffmpeg.global.avutil;

/// A coded track of sound in a test: packets with times, made of samples and made into samples again.
record Coded(Codec codec, Bytes configuration, List<Packet> packets) {
    static {
        // What FFmpeg says of damaged packets is what the tests expect of it.
        avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    }

    record Packet(long ptsNanos, Bytes payload) {
        Packet at(long newPtsNanos) {
            return new Packet(newPtsNanos, payload);
        }
    }

    /// Samples with the time of the first.
    record Heard(long startNanos, float[] left) {
        /// When the sound is first louder than a quarter, in nanoseconds, at or after `fromNanos`.
        long onsetNanos(long fromNanos) {
            for (int i = (int) Math.max(0, Sound.samples(fromNanos - startNanos)); i < left.length; i++)
                if (Math.abs(left[i]) > 0.25f) return startNanos + Sound.nanos(i);
            return -1;
        }

        /// The mean power between two times.
        double rms(long fromNanos, long toNanos) {
            int from = (int) Sound.samples(fromNanos - startNanos), to = (int) Sound.samples(toNanos - startNanos);
            double sum = 0;
            for (int i = from; i < to; i++) sum += left[i] * left[i];
            return Math.sqrt(sum / (to - from));
        }
    }

    /// Codes `samples` samples of `signal`, the first of which is heard at `startNanos`.
    static Coded of(Codec codec, int channels, long startNanos, int samples, IntToDoubleFunction signal) {
        var packets = new ArrayList<Packet>();
        try (var encoder = new SoundEncoder(codec, channels)) {
            SoundEncoder.Sink sink = (at, packet) -> packets.add(new Packet(startNanos + Sound.nanos(at), packet));
            int frame = encoder.frameSamples();
            for (int at = 0; at < samples; at += frame) {
                var piece = new float[channels][frame];
                for (var channel : piece)
                    for (int i = 0; i < frame; i++) channel[i] = (float) signal.applyAsDouble(at + i);
                encoder.encode(new Sound(piece, frame), sink);
            }
            encoder.finish(sink);
            return new Coded(codec, encoder.configuration(), packets);
        }
    }

    /// The same packets with other times, or without some.
    Coded with(List<Packet> others) {
        return new Coded(codec, configuration, others);
    }

    /// What the craft makes of it.
    Coded transcoded(Codec target) {
        var sink = new Packets();
        try (var craft = new SoundCraft(new Order.Open(1, codec, configuration, target, 0), sink)) {
            for (var packet : packets)
                craft.feed(new Order.Feed(1, packet.ptsNanos, packet.ptsNanos, true, packet.payload), false);
        }
        return new Coded(target, sink.configuration, sink.packets);
    }

    /// What a player hears that plays each packet at its time, and silence where there is none.
    Heard heard() {
        long start = packets.getFirst().ptsNanos, end = start;
        for (var packet : packets) end = Math.max(end, packet.ptsNanos + 200_000_000);
        var left = new float[(int) Sound.samples(end - start)];
        try (var decoder = new Decoder(codec, configuration)) {
            for (var packet : packets)
                decoder.decode(packet.payload, packet.ptsNanos, frame -> {
                    try (var resampler = new Resampler(frame.ch_layout().nb_channels())) {
                        var sound = resampler.resample(frame).sound();
                        int at = (int) Sound.samples(frame.pts() - start);
                        System.arraycopy(sound.channels()[0], 0, left, at, sound.count());
                    }
                });
        }
        return new Heard(start, left);
    }

    static final class Packets implements Craft.Sink {
        final List<Packet> packets = new ArrayList<>();
        Bytes configuration = Bytes.EMPTY;
        int descriptions;

        @Override
        public void described(Codec codec, Bytes bytes) {
            configuration = bytes;
            descriptions++;
        }

        @Override
        public void made(long ptsNanos, boolean keyframe, Bytes payload) {
            packets.add(new Packet(ptsNanos, payload));
        }
    }
}
