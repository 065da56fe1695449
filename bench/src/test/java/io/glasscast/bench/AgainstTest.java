package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgainstTest {
    private static final Map<String, Pattern> WANTED =
            Map.of("publish", Pattern.compile("rtmp:"), "play", Pattern.compile("https?:"));

    @Test
    void addressesMayHoldEqualsSigns() {
        var against = Against.parse("pid=12,name=srs,play=http://h/?app=live&s=1,publish=rtmp://h/live/x", WANTED);
        assertThat(against.name()).isEqualTo("srs");
        assertThat(against.pid()).isEqualTo(12);
        assertThat(against.address("play")).isEqualTo("http://h/?app=live&s=1");
        assertThat(against.address("publish")).isEqualTo("rtmp://h/live/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "srs",
                "name=srs",
                "name=,pid=1,play=http://h,publish=rtmp://h",
                "name=srs,pid=one,play=http://h,publish=rtmp://h",
                "name=srs,pid=1,play=srt://h,publish=rtmp://h",
                "name=srs,pid=1,play=http://h"
            })
    void saysWhatItNeeds(String text) {
        assertThatThrownBy(() -> Against.parse(text, WANTED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=, play=, publish=, pid=");
    }
}
