package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;

/// What two hellos settled.
///
/// @param srtpProfile          RFC 5764 §4.1.2
/// @param extendedMasterSecret RFC 7627
record Agreed(
        CipherSuite suite, int srtpProfile, boolean extendedMasterSecret, Bytes clientRandom, Bytes serverRandom) {}
