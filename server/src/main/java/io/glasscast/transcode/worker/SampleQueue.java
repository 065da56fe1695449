package io.glasscast.transcode.worker;

import java.util.Arrays;

/// Samples on their way into an encoder, which takes them in frames of its own length. Smooths the edges of
/// silence, so that a hole is heard as a hole and not as a click.
final class SampleQueue {
    /// 2 ms: shorter clicks, longer is a fade.
    private static final int EDGE = Sound.SAMPLE_RATE / 500;

    private final float[] last;
    private float[][] samples;
    private int count;
    private boolean afterSilence;

    SampleQueue(int channels) {
        samples = new float[channels][4096];
        last = new float[channels];
    }

    int count() {
        return count;
    }

    void sound(Sound sound) {
        if (sound.count() == 0) return;
        room(sound.count());
        for (int c = 0; c < samples.length; c++) {
            System.arraycopy(sound.channels()[c], 0, samples[c], count, sound.count());
            if (afterSilence)
                for (int i = 0; i < Math.min(EDGE, sound.count()); i++) samples[c][count + i] *= (float) i / EDGE;
            last[c] = samples[c][count + sound.count() - 1];
        }
        count += sound.count();
        afterSilence = false;
    }

    /// Silence that begins where the sound before it ended.
    void silence(int length) {
        room(length);
        for (int c = 0; c < samples.length; c++) {
            for (int i = 0; i < length; i++) samples[c][count + i] = last[c] * Math.max(0, EDGE - i) / EDGE;
            last[c] = 0;
        }
        count += length;
        afterSilence = true;
    }

    /// Takes the first `length` samples of each channel, which must be there.
    Sound take(int length) {
        if (length > count) throw new IllegalArgumentException(length + " of " + count);
        var taken = new float[samples.length][];
        for (int c = 0; c < samples.length; c++) {
            taken[c] = Arrays.copyOf(samples[c], length);
            System.arraycopy(samples[c], length, samples[c], 0, count - length);
        }
        count -= length;
        return new Sound(taken, length);
    }

    private void room(int length) {
        for (int c = 0; c < samples.length; c++)
            if (count + length > samples[c].length)
                samples[c] = Arrays.copyOf(samples[c], Math.max(2 * samples[c].length, count + length));
    }
}
