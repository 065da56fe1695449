package io.glasscast.protocol.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Offers that real clients make, and terms to answer them with.
final class Offers {
    static final String FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "CD";
    static final LocalTerms TERMS = new LocalTerms(
            "ours",
            "0123456789abcdefghijkl",
            FINGERPRINT,
            true,
            List.of("candidate:1 1 udp 2130706431 192.0.2.1 8443 typ host"),
            42,
            "glasscast");

    private Offers() {}

    static String text(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/corpus/sdp", name + ".sdp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Offer of(String name) {
        return Offer.parse(text(name)).orThrow();
    }
}
