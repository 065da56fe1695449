package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.kernel.Chance;
import java.util.Arrays;

/// A moving picture that says when it was made: drifting hills with a little grain (so that an encoder has as much
/// to do as with a real view), a ball that swings once in four seconds, the clock in letters, the [TimeStrip], and a
/// white square that flashes while the tone beeps.
public final class TestPattern implements Source {
    /// Every second on the second of the wall clock, this long.
    static final int BEEP_MILLIS = 100;

    static final int BEEP_HERTZ = 1000;
    private static final double BEEP_AMPLITUDE = 0.4 * Short.MAX_VALUE;

    /// Rise and fall of a beep: without them it clicks.
    private static final double RAMP_SECONDS = 0.004;

    private static final int GRAIN_LENGTH = 1 << 16, GRAIN_STRENGTH = 7;
    private static final int DRIFT_PIXELS_PER_SECOND = 48;

    private final byte[] grain = new byte[GRAIN_LENGTH];
    private Scenery scenery = Scenery.of(2, 2);

    public TestPattern(Chance chance) {
        chance.fill(grain);
        for (int i = 0; i < GRAIN_LENGTH; i++) grain[i] %= GRAIN_STRENGTH + 1;
    }

    @Override
    public void look(I420 canvas, Moment moment, long number) {
        int width = canvas.width(), height = canvas.height();
        if (!scenery.fits(width, height)) scenery = Scenery.of(width, height);
        int drift = (int) (moment.ptsNanos() * DRIFT_PIXELS_PER_SECOND / 1_000_000_000 % width) & ~1;
        scenery.paint(canvas, drift);
        sprinkle(canvas, number);
        swing(canvas, moment);
        if (beeps(moment.epochMillis())) flash(canvas);
        int dot = Math.max(1, height / 120);
        String clock = clock(moment.epochMillis());
        Lettering.write(canvas, clock, (width - Lettering.width(clock, dot)) / 2, height * 2 / 5, dot);
        String count = "#" + number;
        Lettering.write(canvas, count, (width - Lettering.width(count, dot)) / 2, height * 2 / 5 + 10 * dot, dot);
        TimeStrip.draw(canvas, moment.epochMillis());
    }

    @Override
    public void listen(short[] interleaved, SoundFormat format, Moment moment) {
        Arrays.fill(interleaved, (short) 0);
        int channels = format.channels(), count = interleaved.length / channels;
        // Finer than milliseconds: packets of other lengths than whole ones would be heard as clicks in the tone.
        double second = Math.floorMod(moment.epochNanos(), 1_000_000_000L) / 1e9;
        for (int i = 0; i < count; i++) {
            double at = (second + i / (double) format.sampleRate()) % 1.0;
            if (at >= BEEP_MILLIS / 1000.0) continue;
            double ramp = Math.min(1, Math.min(at, BEEP_MILLIS / 1000.0 - at) / RAMP_SECONDS);
            short sample = (short) (BEEP_AMPLITUDE * ramp * Math.sin(2 * Math.PI * BEEP_HERTZ * at));
            for (int channel = 0; channel < channels; channel++) interleaved[i * channels + channel] = sample;
        }
    }

    static boolean beeps(long epochMillis) {
        return Math.floorMod(epochMillis, 1000) < BEEP_MILLIS;
    }

    /// Where the flash is, for whoever measures it: the middle of the square.
    static int flashX(int width) {
        return width * 9 / 10;
    }

    static int flashY(int height) {
        return height * 8 / 10;
    }

    private static void flash(I420 canvas) {
        int side = canvas.height() / 5;
        canvas.fill(flashX(canvas.width()) - side / 2, flashY(canvas.height()) - side / 2, side, side, 235, 128, 128);
    }

    private static void swing(I420 canvas, Moment moment) {
        double turn = moment.ptsNanos() % 4_000_000_000L / 4e9 * 2 * Math.PI;
        int radius = canvas.height() / 14;
        int x = (int) (canvas.width() * (0.5 + 0.36 * Math.sin(turn)));
        int y = (int) (canvas.height() * (0.72 + 0.10 * Math.cos(2 * turn)));
        for (int row = -radius; row < radius; row += 2) {
            int half = (int) Math.sqrt(radius * radius - row * row);
            canvas.fill(x - half, y + row & ~1, 2 * half, 2, 190, 60, 190);
        }
    }

    private void sprinkle(I420 canvas, long number) {
        byte[] y = canvas.y();
        int at = (int) (number * 7919 % GRAIN_LENGTH);
        for (int i = 0; i < y.length; i++) y[i] += grain[at++ & GRAIN_LENGTH - 1];
    }

    /// HH:MM:SS.mmm of the day, UTC.
    static String clock(long epochMillis) {
        long ofDay = Math.floorMod(epochMillis, 86_400_000L);
        return "%02d:%02d:%02d.%03d UTC"
                .formatted(ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60, ofDay % 1000);
    }

    @Override
    public void close() {}
}
