package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The dialects that callers speak.
class StreamIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!::r=k1,m=publish              | PUBLISH | k1",
                "#!::r=live/k1,m=publish,u=bob   | PUBLISH | k1",
                "#!::m=request,r=p1              | REQUEST | p1",
                "#!::r=k1                        | UNSAID  | k1",
                "#!::h=host,t=stream,r=k1,m=publish,bmd_uuid=x | PUBLISH | k1",
                "#!::r=/k1,m=bidirectional       | UNSAID  | k1",
                "publish:k1                      | PUBLISH | k1",
                "publish:k1:user:password        | PUBLISH | k1",
                "publish:live/k1                 | PUBLISH | k1",
                "publish:/k1?x=y                 | PUBLISH | k1",
                "read:p1                         | REQUEST | p1",
                "play:p1                         | REQUEST | p1",
                "request:p1                      | REQUEST | p1",
                "Publish:k1                      | PUBLISH | k1",
                "k1,mode:publish,token:x         | PUBLISH | k1",
                "k1,token:x,mode:read            | REQUEST | k1",
                "k1                              | UNSAID  | k1",
                "/k1                             | UNSAID  | k1",
                "live/k1                         | UNSAID  | k1",
                "/live/k1/                       | UNSAID  | k1",
                "k1#fragment                     | UNSAID  | k1",
                "k1?latency=200                  | UNSAID  | k1",
                "%23!::r=k1,m=publish            | PUBLISH | k1",
                "%23%21%3A%3Ar%3Dk1%2Cm%3Dpublish| PUBLISH | k1",
                "publish%3Ak1                    | PUBLISH | k1",
                "k+1_-                           | UNSAID  | k+1_-",
                "k+1%2F2                         | UNSAID  | 2",
                "100%                            | UNSAID  | 100%"
            })
    void isUnderstood(String text, StreamId.Mode mode, String resource) {
        assertThat(StreamId.parse(text)).isEqualTo(Parsed.ok(new StreamId(mode, resource)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {"''", "' '", "#!::", "#!::m=publish", "#!::r=", "publish:", "/", "#", "?x=y", "',mode:publish'"})
    void namesNothing(String text) {
        assertThat(StreamId.parse(text)).isEqualTo(Parsed.malformed("srt-stream-id-empty"));
    }

    @Test
    void hasAtMost512Bytes() {
        assertThat(StreamId.parse("k".repeat(512))).isInstanceOf(Parsed.Ok.class);
        assertThat(StreamId.parse("k".repeat(513))).isEqualTo(Parsed.malformed("srt-stream-id-long"));
        assertThat(StreamId.parse("ä".repeat(257))).isEqualTo(Parsed.malformed("srt-stream-id-long"));
    }
}
