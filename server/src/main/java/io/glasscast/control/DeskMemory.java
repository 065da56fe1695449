package io.glasscast.control;

import io.glasscast.contract.AppToCloud.StreamRequest;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a desk must still know when the server was killed and is started again: all that it promised anybody. It is
/// written down before anybody is told. Moments are of the wall clock, because the desk's own begins anew.
///
/// @param sessions in the order they came
/// @param barred   packages that were stopped, and may not come by themselves
/// @param owed     stops that the glasses have not heard
public record DeskMemory(
        List<Session> sessions,
        List<String> barred,
        Optional<Managed> managed,
        Optional<Local> local,
        List<StopStream> owed) {
    /// Of a desk at which nothing goes on.
    public static final DeskMemory NOTHING =
            new DeskMemory(List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());

    public DeskMemory {
        sessions = List.copyOf(sessions);
        barred = List.copyOf(barred);
        owed = List.copyOf(owed);
    }

    /// One app's session.
    ///
    /// @param invited whether its webhook may be called when it vanishes
    /// @param called  whether its webhook was called since it was here last, so that whoever comes knows of nothing
    /// @param dialect the one it asked in; else the one it subscribed in
    /// @param missed  what it has not been told
    public record Session(
            String packageName,
            boolean invited,
            boolean called,
            ClientStyle style,
            Optional<Dialect> dialect,
            List<CloudToApp> missed) {
        public Session {
            missed = List.copyOf(missed);
        }
    }

    /// The managed stream.
    ///
    /// @param everLive whether it could be watched
    public record Managed(
            StreamNames names,
            Instant createdAt,
            Ingest ingest,
            VideoConfig video,
            AudioConfig audio,
            boolean sound,
            boolean everLive,
            List<Sharer> sharers,
            List<Output> outputs) {
        public Managed {
            sharers = List.copyOf(sharers);
            outputs = List.copyOf(outputs);
        }
    }

    /// One app's part in it.
    ///
    /// @param pendingUntil when a start that is not answered yet becomes an error
    /// @param limit        when its duration limit ends its share
    public record Sharer(
            String packageName, OptionalInt durationSeconds, Optional<Instant> pendingUntil, Optional<Instant> limit) {}

    /// One of its outputs; the address is a secret.
    public record Output(String outputId, RestreamDestination destination, Optional<String> addedBy) {
        /// Without the secret.
        @Override
        public String toString() {
            return "Output[" + outputId + "]";
        }
    }

    /// The local stream.
    ///
    /// @param startUntil when a start that the glasses have not answered becomes an error
    /// @param limit      when its duration limit ends it
    public record Local(
            String streamId,
            String owner,
            StreamRequest request,
            Instant createdAt,
            StreamState state,
            Optional<Instant> startUntil,
            Optional<Instant> limit) {}
}
