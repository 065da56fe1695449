package io.glasscast.protocol.srt;

/// What a responder says instead of repeating the key that it was told (draft-sharabayko-srt-01 §6.1.5 and
/// libsrt's numbers). One word on the wire.
enum KeyState {
    UNSECURED,
    SECURING,
    SECURED,
    NO_SECRET,
    BAD_SECRET;

    /// In either byte order: implementations differ.
    static KeyState of(long word) {
        for (var state : values()) if (state.ordinal() == word || (long) state.ordinal() << 24 == word) return state;
        return BAD_SECRET;
    }
}
