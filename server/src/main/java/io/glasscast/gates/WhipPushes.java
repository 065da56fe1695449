package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import java.util.Optional;

/// Restreams by WHIP (RFC 9725).
public final class WhipPushes implements Pushes {
    private final HttpCaller http;
    private final Sockets sockets;
    private final WebRtcTerms terms;
    private final Chance chance;

    public WhipPushes(HttpCaller http, Sockets sockets, WebRtcTerms terms, Chance chance) {
        this.http = http;
        this.sockets = sockets;
        this.terms = terms;
        this.chance = chance;
    }

    @Override
    public Optional<String> objection(String url) {
        return switch (WhipUrl.parse(url)) {
            case Parsed.Ok<WhipUrl> _ -> Optional.empty();
            case Parsed.Malformed<WhipUrl>(var why) -> Optional.of(WhipUrl.sentence(why));
        };
    }

    @Override
    public Push start(String url, Stream stream, Push.Report report, long nowNanos) {
        var push = new WhipPush(WhipUrl.parse(url).orThrow(), stream, http, terms, chance, report, nowNanos);
        sockets.open(push);
        return push;
    }
}
