package io.glasscast.contract;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A stream that runs for the user, as an app may know it.
 *
 * @param status          the word of its {@link ManagedState} or {@link StreamState}
 * @param urls            of a managed stream that can be watched now
 * @param activeViewers   how many apps share a managed stream
 * @param streamUrl       where an unmanaged stream goes
 * @param requestingAppId whose an unmanaged stream is
 */
public record StreamInfo(
        Kind kind,
        String streamId,
        String status,
        Instant createdAt,
        Optional<PlaybackUrls> urls,
        OptionalInt activeViewers,
        Optional<String> streamUrl,
        Optional<String> requestingAppId) {
    /** Who receives the picture: the cloud, or the app itself. */
    public enum Kind {
        /** The cloud. */
        MANAGED,
        /** The app itself. */
        UNMANAGED
    }
}
