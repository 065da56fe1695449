package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmpUrlTest {
    @ParameterizedTest
    @CsvSource({
        "rtmp://a.rtmp.youtube.com/live2/abcd-efgh, false, a.rtmp.youtube.com, 1935, live2, abcd-efgh, rtmp://a.rtmp.youtube.com/live2",
        "rtmps://live-api-s.facebook.com:443/rtmp/FB-1?s_bl=1&s_sw=0&a=Abc, true, live-api-s.facebook.com, 443, rtmp, FB-1?s_bl=1&s_sw=0&a=Abc, rtmps://live-api-s.facebook.com/rtmp",
        "RTMPS://va.pscp.tv:443/x/key, true, va.pscp.tv, 443, x, key, rtmps://va.pscp.tv/x",
        "rtmp://127.0.0.1:19350/app/instance/key, false, 127.0.0.1, 19350, app/instance, key, rtmp://127.0.0.1:19350/app/instance",
        "rtmp://[::1]:1936/live/key, false, ::1, 1936, live, key, rtmp://[::1]:1936/live",
        "rtmp://h/live?token=1/key, false, h, 1935, live?token=1, key, rtmp://h/live?token=1",
        "rtmp://h/live/key?url=http://x/y, false, h, 1935, live, key?url=http://x/y, rtmp://h/live",
        "rtmps://user:word@h/live/key, true, h, 443, live, key, rtmps://h/live"
    })
    void splits(String text, boolean tls, String host, int port, String app, String key, String tcUrl) {
        var url = RtmpUrl.parse(text).orThrow();

        assertThat(url.tls()).isEqualTo(tls);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.app()).isEqualTo(app);
        assertThat(url.key()).isEqualTo(key);
        assertThat(url.tcUrl()).isEqualTo(tcUrl);
        assertThat(url.toString()).endsWith("/***").doesNotContain(key, "word", "token=1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/app/key, rtmp-url-scheme",
        "h/app/key, rtmp-url-scheme",
        "rtmp:///app/key, rtmp-url-host",
        "rtmp://h/app, rtmp-url-key",
        "rtmp://h/app/, rtmp-url-key",
        "rtmp://h/app/?x=y, rtmp-url-key",
        "rtmp://h, rtmp-url-app",
        "rtmp://h//key, rtmp-url-app",
        "rtmp://h:0/app/key, rtmp-url-port",
        "rtmp://h:70000/app/key, rtmp-url-port",
        "rtmp://h/a b/key, rtmp-url-syntax"
    })
    void saysWhatIsMissing(String text, String why) {
        assertThat(RtmpUrl.parse(text)).isEqualTo(Parsed.malformed(why));
    }
}
