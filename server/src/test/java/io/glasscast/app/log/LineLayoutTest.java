package io.glasscast.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.google.gson.JsonParser;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineLayoutTest {
    private static LoggingEvent event() {
        var context = new LoggerContext();
        var fault = new IllegalStateException("first\nsecond", new RuntimeException("why"));
        var event = new LoggingEvent(
                "", context.getLogger("io.glasscast.app.House"), Level.WARN, "a {}\r\nline", fault, new Object[] {"wet"
                });
        event.setInstant(Instant.parse("2026-01-02T03:04:05.600Z"));
        event.addKeyValuePair(new KeyValuePair("stream", "4f1a"));
        event.addKeyValuePair(new KeyValuePair("viewers", 3));
        return event;
    }

    @Test
    void textIsOneLine() {
        assertThat(LineLayout.text(event()))
                .startsWith("2026-01-02T03:04:05.600Z WARN  House: a wet line stream=4f1a viewers=3 | "
                        + "java.lang.IllegalStateException: first second < ")
                .contains(" | caused by java.lang.RuntimeException: why < ")
                .doesNotContain("\n");
    }

    @Test
    void jsonIsOneLineAndKeepsNumbers() {
        var line = LineLayout.json(event());
        assertThat(line).doesNotContain("\n");
        var json = JsonParser.parseString(line).getAsJsonObject();
        assertThat(json.get("message").getAsString()).isEqualTo("a wet\r\nline");
        assertThat(json.get("viewers").getAsInt()).isEqualTo(3);
        assertThat(json.get("level").getAsString()).isEqualTo("WARN");
    }
}
