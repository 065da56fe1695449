package io.glasscast.gates;

import io.glasscast.kernel.Mishaps;
import io.glasscast.kernel.TransportAddress;
import java.util.ArrayList;
import java.util.List;

/// A bug that a test makes: what is to be sent to one port of a client fails, and costs what the server lets it cost.
/// As
/// long as there is none, a bug is everybody's.
final class MadeBug implements Mishaps {
    /// Whose turns failed.
    final List<String> turns = new ArrayList<>();

    private int port;

    void breakSendingTo(int clientPort) {
        port = clientPort;
    }

    @Override
    public void happened(String turn, Throwable why) {
        if (port == 0) UNFORGIVEN.happened(turn, why);
        turns.add(turn);
    }

    void sending(TransportAddress to) {
        if (to.socket().getPort() == port) throw new StackOverflowError("of the test");
    }

    /// Gives a datagram to a gate as the driver does.
    void guard(Runnable datagram) {
        try {
            datagram.run();
        } catch (StackOverflowError e) {
            happened("a datagram", e);
        }
    }
}
