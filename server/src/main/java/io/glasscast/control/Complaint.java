package io.glasscast.control;

import io.glasscast.contract.GlassesToCloud;

/// What glasses complain of, in words for an app's developer.
final class Complaint {
    private Complaint() {}

    /// Their own words where they have some; where they only have a code, it stands in front.
    static String of(GlassesToCloud.StreamStatus status) {
        return status.errorDetails()
                .or(status::reason)
                .map(Complaint::inWords)
                .orElseGet(() -> switch (status.state()) {
                    case RECONNECT_FAILED -> "The glasses could not reach the address again";
                    case TIMEOUT -> "The glasses gave up the stream: no keep-alive reached them";
                    case STOPPED -> "The glasses ended the stream";
                    case INITIALIZING,
                            CONNECTING,
                            STREAMING,
                            ACTIVE,
                            RECONNECTING,
                            RECONNECTED,
                            STOPPING,
                            DISCONNECTED,
                            ERROR,
                            UNKNOWN -> "The glasses reported an error";
                });
    }

    private static String inWords(String details) {
        return switch (details) {
            case "camera_busy" -> "camera_busy: something else on the glasses uses the camera";
            case "no_wifi_connection" -> "no_wifi_connection: the glasses must be connected to Wi-Fi to stream";
            default -> details;
        };
    }
}
