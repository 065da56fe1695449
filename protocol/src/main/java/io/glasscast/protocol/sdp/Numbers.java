package io.glasscast.protocol.sdp;

import java.util.OptionalLong;

/// Decimal numbers as strangers write them.
final class Numbers {
    private Numbers() {}

    /// @return the number, or nothing when `text` is not one to ten digits or more than `max`
    static OptionalLong parse(String text, long max) {
        if (text.isEmpty() || text.length() > 10) return OptionalLong.empty();
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return OptionalLong.empty();
            number = 10 * number + digit;
        }
        return number > max ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
