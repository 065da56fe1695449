package io.glasscast.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.glasscast.app.config.Config.Logs;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets Logback up in code: reading XML would cost a tenth of the time the server takes to start.
///
/// Found by Logback as a service, so that the first line logged already looks right.
public final class Logging extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        use(context, new Logs(Logs.Format.TEXT, Logs.Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// From now on, logs as `logs` says.
    public static void use(Logs logs) {
        use((LoggerContext) LoggerFactory.getILoggerFactory(), logs);
    }

    private static void use(LoggerContext context, Logs logs) {
        context.reset();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(logs.level().name()));
        // What the libraries say at debug is not about this server.
        for (var library : new String[] {"io.netty", "io.vertx", "org.bytedeco"})
            context.getLogger(library).setLevel(Level.WARN);
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout(context, logs.format()));
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        root.addAppender(appender);
    }

    private static Layout<ILoggingEvent> layout(LoggerContext context, Logs.Format format) {
        var layout = switch (format) {
            case TEXT -> new LineLayout(LineLayout::text);
            case JSON -> new LineLayout(LineLayout::json);
        };
        layout.setContext(context);
        layout.start();
        return layout;
    }
}
