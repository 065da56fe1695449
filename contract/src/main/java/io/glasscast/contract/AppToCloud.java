package io.glasscast.contract;

import java.util.List;
import java.util.Optional;

/** What an app tells the cloud. */
public sealed interface AppToCloud {
    /**
     * First frame of a connection: that of the webhook, one of its own, or one that takes the place of a lost one.
     * Newer clients send package, user and key as headers of the upgrade; the session is then named there too.
     *
     * @param apiKey a secret
     */
    record ConnectionInit(
            Optional<String> sessionId,
            Optional<String> packageName,
            Optional<String> apiKey,
            Optional<String> sdkVersion)
            implements AppToCloud {
        /** Without the secret. */
        @Override
        public String toString() {
            return "ConnectionInit[" + packageName.orElse("?") + "]";
        }
    }

    /** First frame of a client of the header style that lost its connection and carries on. */
    record Reconnect(Optional<String> sessionId, Optional<String> sdkVersion) implements AppToCloud {}

    /**
     * The full set of what it wants to hear about: after the ack, and whenever it changes. Only the name of the status
     * of local streams matters to this server.
     *
     * @param streams names of types
     */
    record SubscriptionUpdate(List<String> streams) implements AppToCloud {
        public SubscriptionUpdate {
            streams = List.copyOf(streams);
        }
    }

    /**
     * Start, or join, the user's managed stream; who has a share of it asks so for another limit or more destinations.
     *
     * @param quality      a wish of older clients, {@code 720p} or {@code 1080p}
     * @param enableWebRtc ignored: every stream has WebRTC here
     * @param sound        whether the glasses play sounds at start and stop
     * @param flaw         in words, the first wish that was not understood when it was read; the wish counts as absent
     */
    record ManagedStreamRequest(
            VideoConfig video,
            AudioConfig audio,
            StreamConfig stream,
            List<RestreamDestination> restreamDestinations,
            boolean sound,
            Optional<String> quality,
            Optional<Boolean> enableWebRtc,
            Optional<String> flaw)
            implements AppToCloud {
        /** No wishes at all. */
        public static final ManagedStreamRequest PLAIN =
                of(VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, List.of(), true);

        public ManagedStreamRequest {
            restreamDestinations = List.copyOf(restreamDestinations);
        }

        /** With the wishes of today's clients. */
        public static ManagedStreamRequest of(
                VideoConfig video,
                AudioConfig audio,
                StreamConfig stream,
                List<RestreamDestination> restreamDestinations,
                boolean sound) {
            return new ManagedStreamRequest(
                    video,
                    audio,
                    stream,
                    restreamDestinations,
                    sound,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** Why it cannot be granted whatever goes on, in words; empty when it can. */
        public Optional<String> objection() {
            return flaw.or(video::objection).or(audio::objection).or(stream::objection);
        }
    }

    /** Leave the user's managed stream; the last one to leave ends it. Answered also by who has none. */
    record ManagedStreamStop() implements AppToCloud {}

    /**
     * Have the glasses stream straight to an address of the app's own.
     *
     * @param streamUrl empty when the app gave none
     * @param flaw      in words, the first wish that was not understood when it was read; the wish counts as absent
     */
    record StreamRequest(
            Dialect dialect,
            String streamUrl,
            VideoConfig video,
            AudioConfig audio,
            StreamConfig stream,
            boolean sound,
            Optional<String> flaw)
            implements AppToCloud {
        /** Whose wishes are all understood. */
        public StreamRequest(
                Dialect dialect,
                String streamUrl,
                VideoConfig video,
                AudioConfig audio,
                StreamConfig stream,
                boolean sound) {
            this(dialect, streamUrl, video, audio, stream, sound, Optional.empty());
        }

        /** Why it cannot be granted whatever goes on, in words, the address aside; empty when it can. */
        public Optional<String> objection() {
            return flaw.or(video::objection).or(audio::objection).or(stream::objection);
        }

        /** Without the address, which may hold a key. */
        @Override
        public String toString() {
            return "StreamRequest[" + dialect + "]";
        }
    }

    /**
     * End that; answered also when there is none.
     *
     * @param streamId the last one that it heard of, which may be another
     */
    record StreamStop(Dialect dialect, Optional<String> streamId) implements AppToCloud {}

    /**
     * Ask what runs for the user, at any time.
     *
     * @param requestId comes back in the answer
     */
    record StreamStatusCheck(Optional<String> requestId) implements AppToCloud {}

    /** The app hands the session to another of its instances, or ends it: do not call it back. */
    record OwnershipRelease(Optional<String> reason) implements AppToCloud {}

    /** As it likes; answered with a pong. */
    record Ping() implements AppToCloud {}
}
