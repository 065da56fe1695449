package io.glasscast.protocol.stun;

import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;

/// One end's user name fragment and password for one ICE generation (RFC 8445 §5.3, grammar in RFC 8839 §5.4).
///
/// Both are made of ice-chars (letters, digits, `+` and `/`). Words of strangers come in through [#parse].
///
/// @param ufrag    4 to 256 ice-chars; not a secret
/// @param password 22 to 256 ice-chars; a secret, so it is not part of [#toString()]
public record IceCredentials(String ufrag, String password) {
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int LONGEST = 256;
    private static final int SHORTEST_UFRAG = 4;
    private static final int SHORTEST_PASSWORD = 22;

    /// 48 bits: unique among the peers of one port, which are told apart by it.
    private static final int UFRAG_CHARS = 8;

    /// 192 bits, where RFC 8445 §5.3 asks for 128.
    private static final int PASSWORD_CHARS = 32;

    /// @throws IllegalArgumentException when RFC 8839 §5.4 does not allow one of them
    public IceCredentials {
        if (!isIceWord(ufrag, SHORTEST_UFRAG)) throw new IllegalArgumentException("not an ice-ufrag");
        if (!isIceWord(password, SHORTEST_PASSWORD)) throw new IllegalArgumentException("not an ice-pwd");
    }

    /// Credentials that arrived in a session description.
    public static Parsed<IceCredentials> parse(String ufrag, String password) {
        if (!isIceWord(ufrag, SHORTEST_UFRAG)) return Parsed.malformed("ice-ufrag");
        if (!isIceWord(password, SHORTEST_PASSWORD)) return Parsed.malformed("ice-pwd");
        return Parsed.ok(new IceCredentials(ufrag, password));
    }

    /// Fresh credentials of our own.
    public static IceCredentials random(Chance chance) {
        return new IceCredentials(word(chance, UFRAG_CHARS), word(chance, PASSWORD_CHARS));
    }

    private static String word(Chance chance, int length) {
        var word = new StringBuilder(length);
        for (byte random : chance.bytes(length)) word.append(ICE_CHARS.charAt(random & 0x3F));
        return word.toString();
    }

    private static boolean isIceWord(String word, int shortest) {
        return word.length() >= shortest
                && word.length() <= LONGEST
                && word.chars().allMatch(letter -> ICE_CHARS.indexOf(letter) >= 0);
    }

    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
