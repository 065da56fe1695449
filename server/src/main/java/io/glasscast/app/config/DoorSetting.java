package io.glasscast.app.config;

/// Whether a door is open, and where.
public sealed interface DoorSetting {
    /// @param port 0 takes any free one
    record Open(int port) implements DoorSetting {
        public Open {
            if (port < 0 || port > 65_535) throw new IllegalArgumentException("no port: " + port);
        }

        @Override
        public String toString() {
            return "port " + port;
        }
    }

    record Off() implements DoorSetting {}
}
