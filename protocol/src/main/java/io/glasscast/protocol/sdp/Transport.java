package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.sdp.SessionDescription.Line;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The one ICE and DTLS transport under all sections: theirs.
///
/// @param fingerprints    each a hash function in lower case, a space, and upper-case bytes between colons, as in
///                        `sha-256 AB:CD:…` (RFC 8122 §5)
/// @param candidates      each as it stands behind `a=`: `candidate:…` (RFC 8839 §5.1); may be none
/// @param endOfCandidates no more will come
public record Transport(
        String ufrag,
        String password,
        List<String> fingerprints,
        Setup setup,
        List<String> candidates,
        boolean iceLite,
        Set<String> iceOptions,
        boolean endOfCandidates) {
    /// As many as an ICE agent has any use for: RFC 8445 §6.1.2.5 checks no more than 100 pairs.
    public static final int MAX_CANDIDATES = 100;

    /// One for each hash function there is, and the next certificate's.
    private static final int MAX_FINGERPRINTS = 8;

    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9-]{1,16}");

    /// SHA-512 has 64 bytes.
    private static final Pattern BYTES = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){0,63}");

    public Transport {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
        iceOptions = Set.copyOf(iceOptions);
    }

    /// Says nothing of the password and the addresses, so that none reaches a log.
    @Override
    public String toString() {
        return "Transport[ufrag=" + ufrag + ", setup=" + setup + ", candidates=" + candidates.size() + "]";
    }

    /// Looks for each attribute in `places`, in that order; candidates are taken from all of them.
    ///
    /// @param fallback the setup when none is said
    static Parsed<Transport> read(SessionDescription session, List<List<Line>> places, Setup fallback) {
        var ufrag = first(places, "ice-ufrag");
        var password = first(places, "ice-pwd");
        if (!isCredential(ufrag, 4) || !isCredential(password, 22)) return Parsed.malformed("sdp-ice-credentials");
        var fingerprints = fingerprints(places);
        if (fingerprints.isEmpty()) return Parsed.malformed("sdp-fingerprint");
        var said = first(places, "setup");
        var setup = said.isEmpty() ? Optional.of(fallback) : Setup.of(said);
        if (setup.isEmpty()) return Parsed.malformed("sdp-setup");
        return Parsed.ok(new Transport(
                ufrag,
                password,
                fingerprints,
                setup.get(),
                candidates(places),
                SessionDescription.has(session.lines(), "ice-lite"),
                iceOptions(places),
                places.stream().anyMatch(lines -> SessionDescription.has(lines, "end-of-candidates"))));
    }

    private static String first(List<List<Line>> places, String name) {
        for (var lines : places) {
            var value = SessionDescription.attribute(lines, name);
            if (value.isPresent()) return value.get().strip();
        }
        return "";
    }

    /// RFC 8839 §5.4: 4 or 22 to 256 of letters, digits, `+` and `/`. Some stacks add `=` and `-`, harmless here.
    static boolean isCredential(String text, int least) {
        return text.length() >= least
                && text.length() <= 256
                && text.chars().allMatch(c -> c < 0x7F && (Character.isLetterOrDigit(c) || "+/=-_".indexOf(c) >= 0));
    }

    private static List<String> fingerprints(List<List<Line>> places) {
        var fingerprints = new LinkedHashSet<String>();
        for (var lines : places) {
            for (var value : SessionDescription.attributes(lines, "fingerprint")) {
                var words = Words.of(value);
                if (words.length == 2
                        && fingerprints.size() < MAX_FINGERPRINTS
                        && HASH.matcher(words[0]).matches()
                        && BYTES.matcher(words[1]).matches())
                    fingerprints.add(words[0].toLowerCase(Locale.ROOT) + " " + words[1].toUpperCase(Locale.ROOT));
            }
            if (!fingerprints.isEmpty()) break;
        }
        return List.copyOf(fingerprints);
    }

    static List<String> candidates(List<List<Line>> places) {
        var candidates = new LinkedHashSet<String>();
        for (var lines : places)
            for (var value : SessionDescription.attributes(lines, "candidate"))
                if (candidates.size() < MAX_CANDIDATES) candidates.add("candidate:" + value);
        return new ArrayList<>(candidates);
    }

    private static Set<String> iceOptions(List<List<Line>> places) {
        var options = first(places, "ice-options");
        return options.isEmpty() ? Set.of() : Set.copyOf(List.of(Words.of(options)));
    }
}
