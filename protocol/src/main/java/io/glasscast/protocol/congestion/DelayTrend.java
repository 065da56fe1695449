package io.glasscast.protocol.congestion;

/// Whether packets take longer and longer, which is a queue that fills: the trendline filter and the adaptive threshold
/// of Google's congestion control (draft-ietf-rmcat-gcc-02 §5.3 to §5.5, with libwebrtc's line fitting in place of the
/// Kalman filter).
///
/// What is sent together, a picture mostly, is one group. Of a group the *first* packet's delay counts, not the last
/// one's: a large picture takes long to pass by itself, and says nothing of the queue it found.
final class DelayTrend {
    /// What is sent within this time is one group (§5.2).
    private static final long GROUP_NANOS = 5_000_000;
    /// Groups that the line is laid through.
    private static final int POINTS = 20;
    /// Weight of what was before in the smoothed delay.
    private static final double SMOOTHING = 0.9;
    /// The slope is multiplied with the number of groups so far, up to this, and with the gain: libwebrtc's values.
    private static final int MOST_GROUPS = 60;

    private static final double GAIN = 4;
    /// Of the threshold, in milliseconds (§5.4): where it begins, its limits, and how fast it rises and falls.
    private static final double THRESHOLD = 12.5, LEAST_THRESHOLD = 6, MOST_THRESHOLD = 600;
    private static final double RISING = 0.0087, FALLING = 0.039;
    /// Farther off than this is an accident, which the threshold does not follow.
    private static final double OUTLIER = 15;
    /// How long the trend must be over the threshold.
    private static final double OVERUSE_MILLIS = 10;
    /// Delays are compared with the least of so many milliseconds at least: routes change, and clocks drift apart.
    private static final double BASE_MILLIS = 10_000;

    private long groupSentNanos;
    private long groupArrivedNanos;
    private boolean started;

    private final double[] times = new double[POINTS];
    private final double[] delays = new double[POINTS];
    private int points;
    private int groups;
    private double originMillis;
    private double raisedMillis;
    private double smoothedMillis;
    private double threshold = THRESHOLD;
    private double overMillis;
    private double before;
    private boolean overusing;

    private double leastMillis;
    private double leastBefore = Double.POSITIVE_INFINITY;
    private double leastSinceMillis;

    /// A packet that arrived, in the order in which they were sent; the arrival is on the receiver's clock.
    void arrived(long sentNanos, long arrivedNanos) {
        if (!started) {
            started = true;
            originMillis = arrivedNanos / 1e6;
            begin(sentNanos, arrivedNanos);
            return;
        }
        long sentAfter = sentNanos - groupSentNanos;
        if (sentAfter <= GROUP_NANOS) return;
        double took = (arrivedNanos - groupArrivedNanos - sentAfter) / 1e6;
        begin(sentNanos, arrivedNanos);
        group(took, sentAfter / 1e6, arrivedNanos / 1e6);
    }

    boolean overusing() {
        return overusing;
    }

    /// How much longer packets take now than the quickest did lately, in milliseconds: what stands in queues.
    double queueMillis() {
        return smoothedMillis - Math.min(leastMillis, leastBefore);
    }

    private void begin(long sentNanos, long arrivedNanos) {
        groupSentNanos = sentNanos;
        groupArrivedNanos = arrivedNanos;
    }

    private void group(double tookLonger, double sinceMillis, double nowMillis) {
        groups++;
        raisedMillis += tookLonger;
        smoothedMillis = SMOOTHING * smoothedMillis + (1 - SMOOTHING) * raisedMillis;
        noteLeast(nowMillis);
        int slot = groups % POINTS;
        times[slot] = nowMillis - originMillis;
        delays[slot] = smoothedMillis;
        points = Math.min(points + 1, POINTS);
        if (points < POINTS) return;
        double trend = slope() * Math.min(groups, MOST_GROUPS) * GAIN;
        judge(trend, sinceMillis);
        adapt(trend, sinceMillis);
    }

    private void noteLeast(double nowMillis) {
        if (leastSinceMillis == 0 || nowMillis - leastSinceMillis > BASE_MILLIS) {
            leastBefore = leastSinceMillis == 0 ? Double.POSITIVE_INFINITY : leastMillis;
            leastMillis = smoothedMillis;
            leastSinceMillis = nowMillis;
        }
        leastMillis = Math.min(leastMillis, smoothedMillis);
    }

    private void judge(double trend, double sinceMillis) {
        if (trend > threshold) {
            overMillis += sinceMillis;
            overusing = overMillis > OVERUSE_MILLIS && trend >= before;
        } else {
            overMillis = 0;
            overusing = false;
        }
        before = trend;
    }

    private void adapt(double trend, double sinceMillis) {
        double size = Math.abs(trend);
        if (size > threshold + OUTLIER) return;
        double speed = size < threshold ? FALLING : RISING;
        threshold += speed * (size - threshold) * Math.min(sinceMillis, 100);
        threshold = Math.clamp(threshold, LEAST_THRESHOLD, MOST_THRESHOLD);
    }

    /// Of the line with the least squares.
    private double slope() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < POINTS; i++) {
            meanTime += times[i] / POINTS;
            meanDelay += delays[i] / POINTS;
        }
        double product = 0;
        double square = 0;
        for (int i = 0; i < POINTS; i++) {
            product += (times[i] - meanTime) * (delays[i] - meanDelay);
            square += (times[i] - meanTime) * (times[i] - meanTime);
        }
        return square == 0 ? 0 : product / square;
    }
}
