package io.glasscast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Follows the pictures of a DASH manifest: asks for it, fetches the newest segment, which comes while it is
/// being made, and asks again. Lives on the gallery's thread.
final class DashFollower implements HttpLine.Owner {
    /// What is not new yet is asked for again after this.
    private static final long PAUSE_MILLIS = 200;

    private static final Pattern PICTURES =
            Pattern.compile("media=\"(video-[^\"$]*)\\$Time\\$([^\"]*)\".*?</SegmentTimeline>", Pattern.DOTALL);
    private static final Pattern SEGMENTS = Pattern.compile("<S(?: t=\"(\\d+)\")? d=\"(\\d+)\"(?: r=\"(\\d+)\")?");

    private final Gallery gallery;
    private final String manifest;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private String last = "";
    private boolean fetching;

    /// @param manifest its path
    DashFollower(Gallery gallery, String manifest) {
        this.gallery = gallery;
        this.manifest = manifest;
    }

    void begin(HttpLine line) {
        line.get(manifest, true);
    }

    /// Completes with the first segment.
    CompletableFuture<Boolean> started() {
        return started;
    }

    @Override
    public void answered(HttpLine line, int status, byte[] body, long length) {
        if (fetching) {
            fetching = false;
            if (status == 200) started.complete(true);
            line.get(manifest, true);
            return;
        }
        var segment = status == 200 ? newest(new String(body, StandardCharsets.UTF_8)) : Optional.<String>empty();
        if (segment.isEmpty() || segment.get().equals(last)) {
            var _ = gallery.loop().schedule(() -> line.get(manifest, true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        last = segment.get();
        fetching = true;
        line.get(manifest.substring(0, manifest.lastIndexOf('/') + 1) + last, false);
    }

    /// The name of the last segment that the last period lists.
    static Optional<String> newest(String manifest) {
        return PICTURES.matcher(manifest).results().reduce((_, later) -> later).map(template -> {
            long start = 0;
            long next = 0;
            for (var segment : SEGMENTS.matcher(template.group()).results().toList()) {
                if (segment.group(1) != null) next = Long.parseLong(segment.group(1));
                long duration = Long.parseLong(segment.group(2));
                long more = segment.group(3) == null ? 0 : Long.parseLong(segment.group(3));
                start = next + more * duration;
                next = start + duration;
            }
            return template.group(1) + start + template.group(2);
        });
    }

    /// The server ends the connection of a segment that breaks off with its publisher: it has come, as far as it goes.
    @Override
    public void broken(String why) {
        started.completeExceptionally(new IOException(why));
    }
}
