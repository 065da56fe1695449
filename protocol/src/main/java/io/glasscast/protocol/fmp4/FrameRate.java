package io.glasscast.protocol.fmp4;

/// Turns a measured distance of pictures into the rate that a camera is set to.
final class FrameRate {
    private static final double[] USUAL = {
        5, 7.5, 10, 12, 12.5, 15, 20, 24_000 / 1001.0, 24, 25, 30_000 / 1001.0, 30, 48, 50, 60_000 / 1001.0, 60, 90, 120
    };
    /// Capture times tremble by more than the usual rates differ.
    private static final double TOLERANCE = 0.02;

    private FrameRate() {}

    /// Pictures a second: the nearest usual rate if there is one, else what was measured, to a tenth.
    static double of(long frameNanos) {
        double measured = 1e9 / frameNanos;
        double nearest = measured;
        double least = TOLERANCE * measured;
        for (double rate : USUAL) {
            double distance = Math.abs(rate - measured);
            if (distance < least) {
                least = distance;
                nearest = rate;
            }
        }
        return nearest == measured ? Math.round(measured * 10) / 10.0 : Math.round(nearest * 1000) / 1000.0;
    }
}
