package io.glasscast.glasses.uplink;

import io.glasscast.media.Codec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a publication travels. The scheme of its address decides.
public enum Transport {
    WHIP("whip", Codec.OPUS, "https?"),
    /// H.264 and AAC in an MPEG transport stream.
    SRT("srt", Codec.AAC, "srt"),
    /// H.264 and AAC in FLV tags.
    RTMP("rtmp", Codec.AAC, "rtmps?");

    /// A scheme and a host at least. Not a URI in full: SRT addresses with `#!::` in their stream id are none.
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z]+)://([^/?#\\s]+)\\S*");

    private final String word;
    private final Codec sound;
    /// A regular expression.
    private final String schemes;

    Transport(String word, Codec sound, String schemes) {
        this.word = word;
        this.sound = sound;
        this.schemes = schemes;
    }

    /// @return empty when glasses cannot publish to such an address
    public static Optional<Transport> of(String url) {
        var address = ADDRESS.matcher(url);
        if (!address.matches()) return Optional.empty();
        var scheme = address.group(1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(transport -> scheme.matches(transport.schemes))
                .findFirst();
    }

    /// As statuses name it.
    public String word() {
        return word;
    }

    /// What it carries sound in.
    public Codec sound() {
        return sound;
    }
}
