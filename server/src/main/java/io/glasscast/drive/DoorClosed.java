package io.glasscast.drive;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A door that cannot be opened.
public final class DoorClosed extends RuntimeException {
    private final String door;

    private DoorClosed(String door, InetSocketAddress at, Throwable cause) {
        super(
                door + ": port " + at.getPort() + " on " + at.getHostString() + " cannot be opened: "
                        + cause.getMessage(),
                cause);
        this.door = door;
    }

    /// The key of the configuration under `doors`.
    public String door() {
        return door;
    }

    static <P> @Nullable P orOpen(String door, Optional<InetSocketAddress> at, Function<InetSocketAddress, P> opening) {
        if (at.isEmpty()) return null;
        try {
            return opening.apply(at.get());
        } catch (Exception e) {
            // Not only what is unchecked: Netty throws a socket's BindException as it is, and no method says so.
            throw new DoorClosed(door, at.get(), e);
        }
    }
}
