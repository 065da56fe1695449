package io.glasscast.protocol.dtls;

import java.util.List;

/// Messages that are sent together, and again together until the peer answers (RFC 6347 §4.2.4).
///
/// @param repeats whether a timer sends it again; otherwise only a peer that repeats itself does
record Flight(List<Item> items, boolean repeats) {
    static final Flight NOTHING = new Flight(List.of(), false);

    sealed interface Item {
        record Message(HandshakeMessage message) implements Item {}

        record ChangeCipherSpec() implements Item {}
    }
}
