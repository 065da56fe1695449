package io.glasscast.control;

import io.glasscast.kernel.Chance;

/// Makes ids and secrets.
public final class NameMint {
    /// Base 32 without letters that look like digits; survives URLs, host names and being read out.
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789";

    /// 50 bits: unique for as long as anybody remembers, and 11 characters with its prefix.
    private static final int ID_LENGTH = 10;
    /// 30 bits: one answer is awaited at a time.
    private static final int ACK_LENGTH = 6;
    /// 160 bits, beyond guessing.
    private static final int SECRET_LENGTH = 32;

    private final Chance chance;

    public NameMint(Chance chance) {
        this.chance = chance;
    }

    StreamNames managed() {
        return new StreamNames("m" + word(ID_LENGTH), secret(), secret());
    }

    String localStreamId() {
        return "s" + word(ID_LENGTH);
    }

    String outputId() {
        return "o" + word(ID_LENGTH);
    }

    public String linkId() {
        return "l" + word(ID_LENGTH);
    }

    /// Beyond guessing.
    public String secret() {
        return word(SECRET_LENGTH);
    }

    String ackId() {
        return "a" + word(ACK_LENGTH);
    }

    private String word(int length) {
        var text = new StringBuilder(length);
        for (byte random : chance.bytes(length)) text.append(ALPHABET.charAt(random & 31));
        return text.toString();
    }
}
