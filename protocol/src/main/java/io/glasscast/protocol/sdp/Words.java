package io.glasscast.protocol.sdp;

import java.util.regex.Pattern;

/// Values that are words with spaces between.
final class Words {
    private static final Pattern SPACES = Pattern.compile(" +");

    private Words() {}

    /// At least one word, which is empty when `value` is blank.
    static String[] of(String value) {
        return SPACES.split(value.strip());
    }
}
