package io.glasscast.contract;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the cloud tells an app. */
public sealed interface CloudToApp {
    /**
     * The session stands: the answer to a good init, before anything else.
     *
     * @param camera whether the app may use it, as clients ask before they do
     */
    record ConnectionAck(Optional<Capabilities> capabilities, boolean camera) implements CloudToApp {}

    /**
     * The session goes on: the answer to a reconnect. How the app's stream does follows.
     *
     * @param camera whether the app may use it, as clients ask before they do
     */
    record ReconnectAck(Optional<Capabilities> capabilities, boolean camera) implements CloudToApp {}

    /**
     * There is no session to go on with: begin anew on this socket.
     *
     * @param code {@code SESSION_NOT_FOUND}
     */
    record ReconnectRejected(String code, String message) implements CloudToApp {}

    /**
     * Not let in, and the socket closes next, or a frame was not understood. Never about a stream.
     *
     * @param code {@code INVALID_API_KEY}, {@code SESSION_NOT_FOUND}, {@code APP_NOT_STARTED}, {@code INTERNAL_ERROR} or
     *     {@code MALFORMED_MESSAGE}
     */
    record ConnectionError(String code, String message) implements CloudToApp {}

    /**
     * The app ends for this user; the socket closes next.
     *
     * @param reason {@code user_disabled}, {@code system_stop}, {@code error}; to clients of the header style also
     *     {@code replaced} and {@code not_started}
     */
    record AppStopped(String reason) implements CloudToApp {}

    /** Answer to a ping. */
    record Pong() implements CloudToApp {}

    /**
     * How the managed stream does that this app asked for: as it begins, when it can be watched, with each piece of news
     * from then on, and at the end of the app's share.
     *
     * @param urls          present in {@link ManagedState#ACTIVE}, and only there
     * @param message       in words
     * @param resumed       repeated for a client that came back
     * @param activeViewers how many apps share the stream
     */
    record ManagedStreamStatus(
            ManagedState state,
            Optional<String> streamId,
            Optional<PlaybackUrls> urls,
            Optional<String> message,
            List<OutputStatus> outputs,
            StreamStats stats,
            boolean resumed,
            OptionalInt activeViewers)
            implements CloudToApp {
        public ManagedStreamStatus {
            outputs = List.copyOf(outputs);
        }

        /** A state and nothing else. */
        public static ManagedStreamStatus of(ManagedState state) {
            return new ManagedStreamStatus(
                    state,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    StreamStats.NONE,
                    false,
                    OptionalInt.empty());
        }

        /** The same about this stream. */
        public ManagedStreamStatus withStreamId(String id) {
            return new ManagedStreamStatus(
                    state, Optional.of(id), urls, message, outputs, stats, resumed, activeViewers);
        }

        /** The same in these words. */
        public ManagedStreamStatus withMessage(String words) {
            return new ManagedStreamStatus(
                    state, streamId, urls, Optional.of(words), outputs, stats, resumed, activeViewers);
        }

        /** The same with these addresses. */
        public ManagedStreamStatus withUrls(PlaybackUrls addresses) {
            return new ManagedStreamStatus(
                    state, streamId, Optional.of(addresses), message, outputs, stats, resumed, activeViewers);
        }

        /** The same with these outputs. */
        public ManagedStreamStatus withOutputs(List<OutputStatus> list) {
            return new ManagedStreamStatus(state, streamId, urls, message, list, stats, resumed, activeViewers);
        }

        /** The same with these measurements. */
        public ManagedStreamStatus withStats(StreamStats measured) {
            return new ManagedStreamStatus(state, streamId, urls, message, outputs, measured, resumed, activeViewers);
        }

        /** The same, marked as a repetition. */
        public ManagedStreamStatus asResumed() {
            return new ManagedStreamStatus(state, streamId, urls, message, outputs, stats, true, activeViewers);
        }

        /** The same with the number of apps that share it. */
        public ManagedStreamStatus withActiveViewers(int apps) {
            return new ManagedStreamStatus(
                    state, streamId, urls, message, outputs, stats, resumed, OptionalInt.of(apps));
        }
    }

    /**
     * How the stream does that goes to this app's own address: each state of the glasses, once. The last one is
     * {@code stopped}, {@code error} or {@code timeout}.
     *
     * @param dialect  which of the two type names the app knows
     * @param streamId empty when there is none (a refusal, or a stop of nothing)
     */
    record StreamStatus(
            Dialect dialect,
            StreamState state,
            String streamId,
            Optional<String> appId,
            Optional<String> errorDetails,
            StreamStats stats,
            Optional<ResolvedConfig> resolvedConfig)
            implements CloudToApp {
        /** A state and its stream. */
        public static StreamStatus of(Dialect dialect, StreamState state, String streamId) {
            return new StreamStatus(
                    dialect, state, streamId, Optional.empty(), Optional.empty(), StreamStats.NONE, Optional.empty());
        }

        /** The same with the app's name. */
        public StreamStatus withAppId(String packageName) {
            return new StreamStatus(
                    dialect, state, streamId, Optional.of(packageName), errorDetails, stats, resolvedConfig);
        }

        /** The same in these words. */
        public StreamStatus withErrorDetails(String words) {
            return new StreamStatus(dialect, state, streamId, appId, Optional.of(words), stats, resolvedConfig);
        }
    }

    /** What runs for the user: answer to a check. */
    record StreamStatusCheckResponse(Optional<String> requestId, Optional<StreamInfo> stream) implements CloudToApp {}

    /** A permission is missing: beside the error of whatever needed it, and when it is taken away. */
    record PermissionError(String message, List<Detail> details) implements CloudToApp {
        public PermissionError {
            details = List.copyOf(details);
        }

        /** What was wanted, and which permission it takes. */
        public record Detail(String stream, String requiredPermission, String message) {}
    }
}
