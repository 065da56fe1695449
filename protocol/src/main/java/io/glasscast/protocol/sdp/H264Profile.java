package io.glasscast.protocol.sdp;

import java.util.regex.Pattern;

/// What a profile-level-id says of the profile (RFC 6184 §8.1, table 5), from what every decoder plays to what few do.
public enum H264Profile {
    CONSTRAINED_BASELINE,
    BASELINE,
    EXTENDED,
    MAIN,
    CONSTRAINED_HIGH,
    HIGH,
    HIGH_444;

    private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f]{6}");

    /// @param profileLevelId six hexadecimal digits; anything else means baseline, the default of RFC 6184 §8.1
    public static H264Profile of(String profileLevelId) {
        if (!DIGITS.matcher(profileLevelId).matches()) return BASELINE;
        int idc = Integer.parseInt(profileLevelId, 0, 2, 16);
        int constraints = Integer.parseInt(profileLevelId, 2, 4, 16);
        boolean set0 = (constraints & 0x80) != 0, set1 = (constraints & 0x40) != 0;
        return switch (idc) {
            case 0x42 -> set1 ? CONSTRAINED_BASELINE : BASELINE;
            case 0x4D -> set0 ? CONSTRAINED_BASELINE : MAIN;
            case 0x58 -> set0 ? set1 ? CONSTRAINED_BASELINE : BASELINE : EXTENDED;
            case 0x64 -> (constraints & 0x0C) == 0x0C ? CONSTRAINED_HIGH : HIGH;
            case 0xF4 -> HIGH_444;
            default -> BASELINE;
        };
    }

    /// How ill a decoder for `this` suits a stream of profile `stream`: 0 is the same profile, then come decoders
    /// that can do more, the least first, then those that promise less, the most first. Browsers offer no more than
    /// main and play high all the same, so those are worth a try. High 4:4:4 comes last: who offers it has it
    /// without hardware.
    int distanceTo(H264Profile stream) {
        if (this == stream) return 0;
        if (this == HIGH_444) return 200;
        return plays(stream) ? 10 + ordinal() : 100 - ordinal();
    }

    private boolean plays(H264Profile stream) {
        return switch (stream) {
            case CONSTRAINED_BASELINE -> true;
            case BASELINE -> this == EXTENDED;
            case MAIN, CONSTRAINED_HIGH -> this == HIGH;
            case EXTENDED, HIGH, HIGH_444 -> false;
        };
    }
}
