package io.glasscast.kernel;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/// Where random bits come from: handed in, so that a test can replay a run from its seed.
public interface Chance {
    /// Fills all of `target`.
    void fill(byte[] target);

    /// 64 random bits.
    default long nextLong() {
        var eight = new byte[Long.BYTES];
        fill(eight);
        return Bytes.of(eight).i64(0);
    }

    /// Uniform in 0..bound-1.
    default int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    default byte[] bytes(int count) {
        var target = new byte[count];
        fill(target);
        return target;
    }

    /// Unguessable, for everything outside tests.
    static Chance secure() {
        return new SecureRandom()::nextBytes;
    }

    /// The same sequence for the same seed. Not for secrets.
    static Chance seeded(long seed) {
        return new SplittableRandom(seed)::nextBytes;
    }
}
