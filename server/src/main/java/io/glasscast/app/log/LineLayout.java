package io.glasscast.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// One event, one line: whatever is in it, line breaks are not.
final class LineLayout extends LayoutBase<ILoggingEvent> {
    /// Frames shown of a fault: enough to see which room it came from and how it got there.
    private static final int FRAMES = 24;

    private final Function<ILoggingEvent, String> form;

    LineLayout(Function<ILoggingEvent, String> form) {
        this.form = form;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return form.apply(event) + System.lineSeparator();
    }

    /// `2026-11-22T17:43:43.120Z INFO  House: stream live stream=4f1a`
    static String text(ILoggingEvent event) {
        var line = new StringBuilder()
                .append(event.getInstant())
                .append(' ')
                .append(String.format("%-5s", event.getLevel()))
                .append(' ')
                .append(room(event.getLoggerName()))
                .append(": ")
                .append(event.getFormattedMessage());
        for (var pair : pairs(event))
            line.append(' ').append(pair.key).append('=').append(pair.value);
        if (event.getThrowableProxy() != null) line.append(" | ").append(fault(event.getThrowableProxy()));
        return line.toString().replaceAll("[\\r\\n\\t]+", " ");
    }

    static String json(ILoggingEvent event) {
        var json = new JsonObject();
        json.addProperty("time", event.getInstant().toString());
        json.addProperty("level", event.getLevel().toString());
        json.addProperty("logger", event.getLoggerName());
        json.addProperty("message", event.getFormattedMessage());
        for (var pair : pairs(event)) {
            if (pair.value instanceof Number number) json.addProperty(pair.key, number);
            else json.addProperty(pair.key, String.valueOf(pair.value));
        }
        if (event.getThrowableProxy() != null) json.addProperty("error", fault(event.getThrowableProxy()));
        return json.toString();
    }

    private static String room(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        var pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    private static String fault(@Nullable IThrowableProxy fault) {
        var text = new StringBuilder();
        for (var at = fault; at != null; at = at.getCause()) {
            if (at != fault) text.append(" | caused by ");
            text.append(at.getClassName()).append(": ").append(at.getMessage());
            var frames = at.getStackTraceElementProxyArray();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++)
                text.append(" < ").append(frames[i].getStackTraceElement());
        }
        return text.toString();
    }
}
