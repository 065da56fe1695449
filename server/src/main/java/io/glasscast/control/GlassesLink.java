package io.glasscast.control;

import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The connection to a user's glasses, what they said of themselves, and the stops they have not heard yet.
final class GlassesLink {
    /// Streams of one user follow each other; more unheard stops than this are about streams long dead.
    private static final int OWED_LIMIT = 8;

    /// What a phone's word on its glasses changes.
    enum News {
        SAME,
        GONE,
        BACK
    }

    /// Whether there is a socket, and glasses behind it.
    sealed interface State {
        /// None, for longer than anybody waits.
        record Away() implements State {}

        /// This one.
        record Open(SocketId socket) implements State {}

        /// This one, of a phone that has lost its glasses; they are given up then.
        record Bereft(SocketId socket, long untilNanos) implements State {}

        /// Not since a moment; it may come back until then.
        record Lost(long untilNanos) implements State {}
    }

    private final LinkedHashMap<String, CloudToGlasses.StopStream> owedStops = new LinkedHashMap<>();
    private State state = new State.Away();
    private Optional<GlassesToCloud.GlassesConnectionState> told = Optional.empty();
    private int arrivals;

    State state() {
        return state;
    }

    Optional<SocketId> socket() {
        return switch (state) {
            case State.Open(var socket) -> Optional.of(socket);
            case State.Bereft(var socket, var _) -> Optional.of(socket);
            case State.Away _, State.Lost _ -> Optional.empty();
        };
    }

    /// Whether what is said now reaches the glasses.
    boolean isOpen() {
        return state instanceof State.Open;
    }

    /// Counts every time that the glasses came (back), so that a stream knows whether they heard its start.
    int arrivals() {
        return arrivals;
    }

    void opened(SocketId socket) {
        state = new State.Open(socket);
        told = Optional.empty();
        arrivals++;
    }

    void lost(long untilNanos) {
        state = new State.Lost(untilNanos);
    }

    /// They did not come back in time.
    void givenUp() {
        switch (state) {
            // The phone is still there, and will tell when its glasses are.
            case State.Bereft(var socket, var _) -> state = new State.Bereft(socket, Machine.NEVER);
            case State.Away _, State.Open _, State.Lost _ -> gone();
        }
    }

    /// Nobody is there, and nobody is waited for.
    void gone() {
        state = new State.Away();
        told = Optional.empty();
    }

    /// Takes a phone's word on its glasses.
    ///
    /// @param untilNanos when lost ones are given up
    News told(GlassesToCloud.GlassesConnectionState news, long untilNanos) {
        told = Optional.of(news);
        return switch (state) {
            case State.Open(var socket) -> {
                if (news.connected()) yield News.SAME;
                state = new State.Bereft(socket, untilNanos);
                yield News.GONE;
            }
            case State.Bereft(var socket, var _) -> {
                if (!news.connected()) yield News.SAME;
                state = new State.Open(socket);
                arrivals++;
                yield News.BACK;
            }
            case State.Away _, State.Lost _ -> News.SAME;
        };
    }

    /// The model, when they told it.
    Optional<String> model() {
        return told.flatMap(GlassesToCloud.GlassesConnectionState::modelName);
    }

    /// Why no stream can start, in words; empty when one can.
    Optional<String> hindrance() {
        return switch (state) {
            case State.Away() -> Optional.of("Cannot start the stream: the glasses are not connected");
            case State.Open _, State.Bereft _, State.Lost _ -> {
                if (told.isPresent() && !told.get().connected())
                    yield Optional.of("Cannot start the stream: the phone is connected, but its glasses are not");
                if (lacksWifi())
                    yield Optional.of("WIFI_NOT_CONNECTED: the glasses must be connected to Wi-Fi to stream");
                yield Optional.empty();
            }
        };
    }

    /// Whether they said that they have no Wi-Fi.
    boolean lacksWifi() {
        return told.flatMap(GlassesToCloud.GlassesConnectionState::wifiConnected)
                .map(connected -> !connected)
                .orElse(false);
    }

    /// Remembers a stop that could not be said.
    void owe(CloudToGlasses.StopStream stop) {
        owedStops.putLast(stop.streamId(), stop);
        if (owedStops.size() > OWED_LIMIT) owedStops.pollFirstEntry();
    }

    /// The stops that could not be said.
    List<CloudToGlasses.StopStream> owed() {
        return List.copyOf(owedStops.values());
    }

    /// The stops to say now.
    List<CloudToGlasses.StopStream> payOwed() {
        var stops = new ArrayList<>(owedStops.values());
        owedStops.clear();
        return stops;
    }

    long deadlineNanos() {
        return switch (state) {
            case State.Lost(var until) -> until;
            case State.Bereft(var _, var until) -> until;
            case State.Away _, State.Open _ -> Machine.NEVER;
        };
    }
}
