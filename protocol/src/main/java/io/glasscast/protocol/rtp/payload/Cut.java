package io.glasscast.protocol.rtp.payload;

/// Where to cut what is too long for one packet.
final class Cut {
    private Cut() {}

    /// The length of all parts but the last, which may be shorter: as few parts as `most` allows, as equal as can be.
    static int step(int length, int most) {
        int parts = (length + most - 1) / most;
        return parts == 0 ? most : (length + parts - 1) / parts;
    }
}
