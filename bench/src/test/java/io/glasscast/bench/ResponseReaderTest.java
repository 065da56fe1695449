package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final String TWO_WITH_LENGTHS = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
            + "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\nX: y\r\n\r\n";
    private static final String IN_CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: yes\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n";

    private final List<String> heard = new ArrayList<>();
    private final ResponseReader reader = new ResponseReader((status, body, length) ->
            heard.add(status + " " + new String(body, StandardCharsets.US_ASCII) + " " + length));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void readsWhatComesInPortionsOfAnySize(int size) {
        reader.keep(true);
        read(TWO_WITH_LENGTHS, size);
        assertThat(heard).containsExactly("200 hello 5", "404  0");
        heard.clear();
        read(IN_CHUNKS, size);
        assertThat(heard).containsExactly("200 hello 5", "200  0", "204  0");
    }

    @Test
    void onlyCountsWhatNobodyWants() {
        read(TWO_WITH_LENGTHS, 10);
        assertThat(heard).containsExactly("200  5", "404  0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-server\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 2"})
    void saysWhatCannotBeRead(String words) {
        var endless = words.contains("\r\n\r\n") ? words : words.repeat(2000);
        assertThatThrownBy(() -> read(endless, 1000)).isInstanceOf(IllegalArgumentException.class);
    }

    private void read(String text, int size) {
        for (int at = 0; at < text.length(); at += size)
            reader.read(Unpooled.copiedBuffer(
                    text.substring(at, Math.min(text.length(), at + size)), StandardCharsets.US_ASCII));
    }
}
