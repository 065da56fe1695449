package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtmp.RtmpUrl;
import java.util.Optional;

/// Restreams by RTMP and RTMPS.
public final class RtmpPushes implements Pushes {
    private final RtmpAudience audience;
    private final Dialer dialer;
    private final Chance chance;

    /// @param audience what the destinations belong to; its time is kept by whoever it is shared with
    public RtmpPushes(RtmpAudience audience, Dialer dialer, Chance chance) {
        this.audience = audience;
        this.dialer = dialer;
        this.chance = chance;
    }

    @Override
    public Optional<String> objection(String url) {
        return switch (RtmpUrl.parse(url)) {
            case Parsed.Ok<RtmpUrl> _ -> Optional.empty();
            case Parsed.Malformed<RtmpUrl>(var why) ->
                Optional.of(
                        switch (why) {
                            case "rtmp-url-key" -> "The RTMP address has no stream key: it must end in /app/key.";
                            case "rtmp-url-app" -> "The RTMP address has no app: it must end in /app/key.";
                            case "rtmp-url-host" -> "The RTMP address names no host.";
                            case "rtmp-url-port" -> "The RTMP address has a port that does not exist.";
                            case "rtmp-url-long" -> "The RTMP address is too long.";
                            default -> "This is no address such as rtmps://host/app/key.";
                        });
        };
    }

    @Override
    public Push start(String url, Stream stream, Push.Report report, long nowNanos) {
        return RtmpPush.start(RtmpUrl.parse(url).orThrow(), stream, audience, dialer, chance, report, nowNanos);
    }
}
