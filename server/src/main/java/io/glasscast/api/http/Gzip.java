package io.glasscast.api.http;

import io.glasscast.kernel.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Compresses playlists and manifests: each version once, however many viewers ask for it. Used by all event loops.
final class Gzip {
    /// Versions remembered: three playlists of a hundred streams, at about 1 kB each, for as long as they are new.
    private static final int VERSIONS = 512;

    private final Map<Bytes, Bytes> compressed = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Bytes> eldest) {
            return size() > VERSIONS;
        }
    };

    /// Whether a client takes gzip (RFC 9110 §12.5.3).
    static boolean accepted(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) return false;
        for (var coding : acceptEncoding.split(",", -1)) {
            var parts = coding.split(";", -1);
            boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equalsIgnoreCase("gzip") && !refused) return true;
        }
        return false;
    }

    Bytes of(Bytes text) {
        synchronized (compressed) {
            var known = compressed.get(text);
            if (known != null) return known;
        }
        // Two loops that meet here do the work twice, and none waits for the other.
        var made = compress(text);
        synchronized (compressed) {
            compressed.put(text, made);
        }
        return made;
    }

    private static Bytes compress(Bytes text) {
        var out = new ByteArrayOutputStream(text.length() / 4 + 64);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.array(), text.arrayOffset(), text.length());
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail", e);
        }
        return Bytes.of(out.toByteArray());
    }
}
