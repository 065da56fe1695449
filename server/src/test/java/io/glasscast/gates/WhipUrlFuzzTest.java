package io.glasscast.gates;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.MaskedUrl;
import io.glasscast.kernel.Parsed;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Addresses as strangers write them: a header that is made of one can be sent, and people are shown none of its
/// secrets.
final class WhipUrlFuzzTest {
    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        shown(MaskedUrl.of(text));
        shown(MaskedUrl.place(text));
        shown(MaskedUrl.scrub("It said: " + text, text));
        switch (WhipUrl.parse(text)) {
            case Parsed.Malformed<WhipUrl>(var why) -> WhipUrl.sentence(why);
            case Parsed.Ok<WhipUrl>(var url) -> {
                if (url.endpoint().getRawUserInfo() != null || url.endpoint().getRawFragment() != null)
                    throw new AssertionError("more than an address: " + url.endpoint());
                url.authorization().ifPresent(value -> header(text, url, value));
            }
        }
    }

    private static void header(String text, WhipUrl url, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) throw new AssertionError("no header carries " + value);
        if (url.toString().contains(value)) throw new AssertionError("it tells its token");
        var user = text.substring(text.indexOf("://") + 3, text.lastIndexOf('@', text.length() - 1));
        if (user.length() > 20 && MaskedUrl.of(text).contains(user)) throw new AssertionError(MaskedUrl.of(text));
    }

    private static void shown(String text) {
        if (text.lines().count() > 1 || text.chars().anyMatch(Character::isISOControl))
            throw new AssertionError("more than a line: " + text);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("whip-url", WhipUrlFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("whip-url")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
