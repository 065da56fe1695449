package io.glasscast.contract;

import java.util.Optional;
import java.util.OptionalInt;

/** What the glasses, or the phone that speaks for them, tell the cloud. */
public sealed interface GlassesToCloud {
    /** As they like; answered with another acknowledgement. */
    record ConnectionInit() implements GlassesToCloud {}

    /** As they like; answered with a pong. */
    record Ping() implements GlassesToCloud {}

    /** Answer to a ping. */
    record Pong() implements GlassesToCloud {}

    /**
     * How a stream does, whenever that changes. The server believes failures, and waits for the picture.
     *
     * @param dialect  which type name they used
     * @param streamId absent in refusals that come before the glasses look at the id
     * @param reason   why they reconnect
     */
    record StreamStatus(
            Dialect dialect,
            Optional<String> streamId,
            StreamState state,
            Optional<String> errorDetails,
            StreamStats stats,
            Optional<ResolvedConfig> resolvedConfig,
            OptionalInt attempt,
            OptionalInt maxAttempts,
            Optional<String> reason)
            implements GlassesToCloud {
        /** A state and its stream. */
        public static StreamStatus of(String streamId, StreamState state) {
            return new StreamStatus(
                    Dialect.STREAM,
                    Optional.of(streamId),
                    state,
                    Optional.empty(),
                    StreamStats.NONE,
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty());
        }

        /** A refusal that names no stream. */
        public static StreamStatus refusal(String errorDetails) {
            return new StreamStatus(
                    Dialect.STREAM,
                    Optional.empty(),
                    StreamState.ERROR,
                    Optional.of(errorDetails),
                    StreamStats.NONE,
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty());
        }

        /** The same in these words. */
        public StreamStatus withErrorDetails(String words) {
            return new StreamStatus(
                    dialect, streamId, state, Optional.of(words), stats, resolvedConfig, attempt, maxAttempts, reason);
        }

        /** The same with these measurements. */
        public StreamStatus withStats(StreamStats measured) {
            return new StreamStatus(
                    dialect, streamId, state, errorDetails, measured, resolvedConfig, attempt, maxAttempts, reason);
        }

        /** The same with what the glasses settled on. */
        public StreamStatus withResolvedConfig(ResolvedConfig config) {
            return new StreamStatus(
                    dialect, streamId, state, errorDetails, stats, Optional.of(config), attempt, maxAttempts, reason);
        }

        /** The same in the middle of a reconnect. */
        public StreamStatus withAttempt(int number, int ofAtMost, String why) {
            return new StreamStatus(
                    dialect,
                    streamId,
                    state,
                    errorDetails,
                    stats,
                    resolvedConfig,
                    OptionalInt.of(number),
                    OptionalInt.of(ofAtMost),
                    Optional.of(why));
        }
    }

    /**
     * The answer to a question how a stream does. Nothing has changed by it.
     *
     * @param state    initializing, streaming, reconnecting, or stopped when there is none
     * @param streamId absent when there is none
     * @param attempt  which reconnect is under way
     */
    record StreamSnapshot(Dialect dialect, StreamState state, Optional<String> streamId, OptionalInt attempt)
            implements GlassesToCloud {}

    /** The answer to each keep-alive. */
    record KeepAliveAck(String streamId, String ackId) implements GlassesToCloud {}

    /** The wearer starts an app. */
    record StartApp(String packageName) implements GlassesToCloud {}

    /** The wearer stops an app. */
    record StopApp(String packageName) implements GlassesToCloud {}

    /**
     * Whether the phone has its glasses, and these have Wi-Fi: whenever that changes.
     *
     * @param wifiConnected absent when not known, or when the glasses need none
     */
    record GlassesConnectionState(Optional<String> modelName, boolean connected, Optional<Boolean> wifiConnected)
            implements GlassesToCloud {}
}
