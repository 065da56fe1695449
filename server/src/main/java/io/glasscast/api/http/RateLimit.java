package io.glasscast.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/// A token bucket per client address. Used by all event loops at once.
public final class RateLimit {
    /// Seconds' worth of requests that may come at once: a class-room opening one watch page together.
    private static final int BURST_SECONDS = 4;

    /// Addresses remembered, the least recently seen forgotten first: 16384 buckets are about 2 MB, and whoever can
    /// send from more addresses than that is not held up by a limit per address anyway.
    private static final int ADDRESSES = 16_384;

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanos;
    private final SequencedMap<String, Bucket> buckets = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    };

    /// @param perSecond requests that one address may make each second in the long run
    /// @param nanos     a clock that only goes forward
    public RateLimit(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /// Takes a token of `address`, if it has one left.
    public synchronized boolean admits(String address) {
        var bucket = filled(address);
        if (bucket.tokens < 1) return false;
        bucket.tokens--;
        return true;
    }

    /// Whether `address` has no token left; takes none.
    synchronized boolean spent(String address) {
        return filled(address).tokens < 1;
    }

    private Bucket filled(String address) {
        long now = nanos.getAsLong();
        var bucket = buckets.computeIfAbsent(network(address), _ -> new Bucket(perSecond * BURST_SECONDS, now));
        bucket.tokens =
                Math.min(perSecond * BURST_SECONDS, bucket.tokens + (now - bucket.filledNanos) / NANOS * perSecond);
        bucket.filledNanos = now;
        return bucket;
    }

    /// One household has a /64 of IPv6 addresses, so that is what counts as one.
    static String network(String address) {
        if (address.indexOf(':') < 0) return address;
        int at = -1;
        for (int groups = 0; groups < 4; groups++) {
            int next = address.indexOf(':', at + 1);
            if (next < 0) return address;
            at = next;
        }
        return address.substring(0, at);
    }

    private static final class Bucket {
        private double tokens;
        private long filledNanos;

        private Bucket(double tokens, long filledNanos) {
            this.tokens = tokens;
            this.filledNanos = filledNanos;
        }
    }
}
