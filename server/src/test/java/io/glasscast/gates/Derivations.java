package io.glasscast.gates;

import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.KeyWrap;
import java.util.LinkedHashMap;

/// Keys of passphrases, each derived once: both ends of a simulated connection want the same, and it takes longer than
/// the rest of the connection.
final class Derivations {
    private static final int KEPT = 64;

    private static final LinkedHashMap<KeyDerivation, KeyWrap> DONE = new LinkedHashMap<>();

    private Derivations() {}

    static synchronized KeyWrap derive(KeyDerivation work) {
        if (DONE.size() == KEPT && !DONE.containsKey(work)) DONE.pollFirstEntry();
        return DONE.computeIfAbsent(work, KeyDerivation::derive);
    }
}
