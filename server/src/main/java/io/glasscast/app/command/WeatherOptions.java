package io.glasscast.app.command;

import io.glasscast.glasses.uplink.Weather;
import picocli.CommandLine.Option;

/// The network between the glasses and the server, both ways alike. Of it only delay and jitter reach a publication by
/// RTMP: TCP hides the rest.
final class WeatherOptions {
    @Option(names = "--loss", paramLabel = "SHARE", description = "Packets that vanish, such as 5%%.")
    private String loss = "0%";

    @Option(names = "--duplicate", paramLabel = "SHARE", description = "Packets that arrive twice.")
    private String duplicate = "0%";

    @Option(names = "--reorder", paramLabel = "SHARE", description = "Packets that are overtaken.")
    private String reorder = "0%";

    @Option(names = "--delay", paramLabel = "TIME", description = "One way, such as 80ms.")
    private String delay = "0ms";

    @Option(names = "--jitter", paramLabel = "TIME", description = "At most this much more.")
    private String jitter = "0ms";

    @Option(names = "--seed", paramLabel = "NUMBER", description = "The same number, the same weather.")
    private long seed = 1;

    Weather weather() throws WrongValue {
        return Weather.FAIR
                .withLoss(Values.share("--loss", loss))
                .withDuplicate(Values.share("--duplicate", duplicate))
                .withReorder(Values.share("--reorder", reorder))
                .withDelayMillis(Values.duration("--delay", delay).toMillis())
                .withJitterMillis(Values.duration("--jitter", jitter).toMillis());
    }

    long seed() {
        return seed;
    }
}
