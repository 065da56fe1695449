package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import java.util.Optional;

/// What lets viewers in to a stream: its own playback id, or a link that was made for some of them. Once it is
/// void nobody comes in by it, and whoever came in by it is out.
public final class Pass {
    private final Stream stream;
    private final Optional<Link> link;
    private boolean valid = true;

    Pass(Stream stream, Optional<Link> link) {
        this.stream = stream;
        this.link = link;
    }

    public Stream stream() {
        return stream;
    }

    /// Empty for the stream's own playback id.
    public Optional<Link> link() {
        return link;
    }

    public boolean valid() {
        return valid;
    }

    void end() {
        valid = false;
    }

    long deadlineNanos() {
        return valid ? link.map(Link::untilNanos).orElse(Machine.NEVER) : Machine.NEVER;
    }
}
