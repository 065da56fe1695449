package io.glasscast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "rtmp://a.rtmp.youtube.com/live2/abcd-efgh-ijkl-mnop rtmp://a.rtmp.youtube.com/live2/***mnop",
                "rtmp://live.twitch.tv/app/short rtmp://live.twitch.tv/app/***",
                "rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-Ab?s_bl=1&s_oil=2&a=x"
                        + " rtmps://live-api-s.facebook.com:443/rtmp/***?s_bl=***&s_oil=***&a=***",
                "rtmp://h/app/instance/key rtmp://h/app/***",
                "rtmp://h/onlyone rtmp://h/***",
                "rtmp://h/app/ rtmp://h/app/",
                "rtmp://h/ rtmp://h/",
                "rtmp://h rtmp://h",
                "rtmp://user:pass@h:1935/app/key rtmp://***@h:1935/app/***",
                "rtmp://us@er:pa@ss@h/app/key rtmp://***@h/app/***",
                "srt://h:9000?streamid=publish:key&passphrase=secretsecret&mode=caller&latency=200&pbkeylen=16"
                        + " srt://h:9000?streamid=***&passphrase=***&mode=caller&latency=200&pbkeylen=16",
                "srt://h:9000?streamid=#!::r=key,m=publish srt://h:9000?streamid=***#***",
                "srt://[::1]:9000?key srt://[::1]:9000?***",
                "https://h/whip/0123456789abcdef0123 https://h/whip/***0123",
                "https://h/whip/key#frag https://h/whip/***#***",
                "https://h/whip/key?c2VjcmV0LWtleQ== https://h/whip/***?***",
                "https://h/whip/key?a-name-that-is-rather-a-key=1 https://h/whip/***?***",
                "https://token-of-the-user@token-of-the-user.h/x/y https://***@***.h/x/***",
                "justakey /***",
                "a.rather.long.key.without.scheme /***heme",
                "://x ://x"
            })
    void showsWhereItLeadsAndNothingThatLetsIn(String url, String shown) {
        assertThat(MaskedUrl.of(url)).isEqualTo(shown);
    }

    @Test
    void staysOnOneLineAndShort() {
        assertThat(MaskedUrl.of("rtmp://h\r\nX: y/app/key")).isEqualTo("rtmp://h X: y/app/***");
        assertThat(MaskedUrl.of("rtmp://h\u0085\u2028y/app/key")).isEqualTo("rtmp://h y/app/***");
        assertThat(MaskedUrl.of("rtmp://" + "h".repeat(5_000) + "/a/key")).hasSizeLessThan(210);
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://h:1/a/k, h:1",
        "srt://u:p@[::1]:9?x, [::1]:9",
        "rtmp:///a/k, the destination",
        "x, the destination"
    })
    void namesThePlace(String url, String place) {
        assertThat(MaskedUrl.place(url)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtmp://h/live/SECRET",
                "rtmp://h/live/part/SECRET",
                "rtmp://h/live/SECRET?a=b",
                "rtmp://h/live/x?token=SECRET",
                "rtmp://h/live/x?SECRET",
                "rtmp://h/live/x?SECRET==",
                "rtmp://SECRET@h/live/x",
                "rtmp://user:SECRET@h/live/x",
                "rtmp://h/SECRET",
                "srt://h:1?streamid=SECRET",
                "srt://h:1?passphrase=SECRET&mode=caller",
                "srt://h:1?streamid=x#SECRET",
                "SECRET"
            })
    void nobodysWordsBringThemBack(String url) {
        var words = "The server says: 'stream SECRET is already publishing', twice SECRET.";
        assertThat(MaskedUrl.scrub(words, url)).doesNotContain("SECRET").contains("is already publishing");
        assertThat(MaskedUrl.of(url)).doesNotContain("SECRET");
    }

    @Test
    void wordsWithoutSecretsStayAsTheyAre() {
        var words = "live.twitch.tv refused the stream key.";
        assertThat(MaskedUrl.scrub(words, "rtmp://live.twitch.tv/app/x")).isEqualTo(words);
        assertThat(MaskedUrl.scrub("an app", "rtmp://h/app/an")).isEqualTo("an app");
    }

    /// Whatever a stranger calls an address: no exception, one line, and no long secret.
    @Test
    void takesAnything() {
        var random = new SplittableRandom(7);
        var pieces = new String[] {
            "rtmp", "srt", "://", "/", "?", "#", "@", ":", "&", "=", "key", "streamid", "", "\n", "é", "[", "]", "%2F"
        };
        for (int i = 0; i < 20_000; i++) {
            var url = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) url.append(pieces[random.nextInt(pieces.length)]);
            var text = url.toString();
            assertThat(MaskedUrl.of(text)).doesNotContain("\n").hasSizeLessThan(202);
            assertThat(MaskedUrl.place(text)).isNotEmpty();
            assertThat(MaskedUrl.scrub("words", text)).isNotEmpty();
        }
    }
}
