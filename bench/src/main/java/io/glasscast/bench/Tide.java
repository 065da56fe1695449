package io.glasscast.bench;

import io.glasscast.glasses.codec.VideoSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

/// Everybody who comes to a server, and goes again: glasses by WHIP, SRT and RTMP, apps that want their
/// cameras, viewers by WebRTC, HLS, DASH, SRT and RTMP; half of the glasses, and of the viewers by UDP, in
/// rough networks and gone without a word.
final class Tide {
    /// Small: what is looked for is not how much a server can carry.
    static final VideoSettings VIDEO = new VideoSettings(640, 360, 400_000, 15);

    /// Long enough for every part of the server to be at work.
    private static final Duration STAY = Duration.ofSeconds(2);

    /// What those of one tide share.
    record Beach(
            OurServer server,
            Accounts accounts,
            Publisher.Kit kit,
            Projector projector,
            Gallery gallery,
            Audience fair,
            Audience rough) {}

    private final OurServer server;
    private final Accounts accounts;
    private final Publisher.Kit kit;

    private Tide(OurServer server, Accounts accounts, Publisher.Kit kit) {
        this.server = server;
        this.accounts = accounts;
        this.kit = kit;
    }

    static Tide at(OurServer server, HttpClient http) throws IOException, InterruptedException {
        return new Tide(server, Accounts.at(server, http), Publisher.Kit.create());
    }

    /// @throws IOException when somebody does not get what they came for
    void comeAndGo(int glasses) throws IOException, InterruptedException {
        accounts.register(glasses);
        try (var projector = new Projector(kit.time());
                var gallery = new Gallery();
                var fair = new Audience(kit);
                var rough = new Audience(kit);
                var app = accounts.app()) {
            var beach = new Beach(server, accounts, kit, projector, gallery, fair, rough);
            var outings = new Outing[glasses];
            try {
                Abreast.times(glasses, number -> {
                    outings[number] = Outing.begin(beach, app, number);
                    outings[number].stream();
                });
                Thread.sleep(STAY);
                Abreast.times(glasses, number -> outings[number].wander());
                Thread.sleep(STAY);
                rough.vanish();
            } finally {
                Abreast.times(glasses, number -> {
                    if (outings[number] != null) outings[number].end();
                });
            }
        }
    }
}
