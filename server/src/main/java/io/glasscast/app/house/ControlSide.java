package io.glasscast.app.house;

import io.glasscast.api.ControlRest;
import io.glasscast.api.ControlRoom;
import io.glasscast.api.ControlSockets;
import io.glasscast.api.SocketUrls;
import io.glasscast.api.StreamMeter;
import io.glasscast.api.http.KeyGuesses;
import io.glasscast.app.config.Config;
import io.glasscast.control.ControlConfig;
import io.glasscast.drive.WebClient;
import io.glasscast.kernel.Chance;
import io.glasscast.store.Store;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.function.Supplier;

/// The desks behind the control doors, put together.
final class ControlSide {
    private final ControlRoom room;

    private ControlSide(ControlRoom room) {
        this.room = room;
    }

    /// @param wall the time of day
    /// @param base what links to this server begin with; asked late, because the port may be known late
    static ControlSide open(
            Config config,
            Store store,
            MediaRoom media,
            WebClient web,
            Supplier<String> base,
            InstantSource wall,
            ControlMeter meter) {
        var chance = Chance.secure();
        var standard = ControlConfig.DEFAULT;
        var rules = new ControlConfig(
                standard.startTimeout(),
                standard.appGrace(),
                config.streams().grace(),
                standard.dialInTimeout(),
                config.apps().dialOut(),
                config.streams().dialect(),
                config.streams().ingest(),
                config.glasses().tokenLife());
        var ports = new ControlRoom.Ports(
                store,
                media,
                media.viewers(),
                new HouseUrls(
                        base, () -> IngestPorts.of(media.ports(), config.srt().passphrase())),
                web,
                () -> SocketUrls.under(base.get()),
                wall,
                System::nanoTime,
                chance,
                meter);
        return new ControlSide(new ControlRoom(ports, rules));
    }

    ControlRoom room() {
        return room;
    }

    ControlRest rest(AdminToken token, StreamMeter meter) {
        return new ControlRest(room, token.value(), meter);
    }

    void mount(Vertx vertx, ControlRest rest, KeyGuesses guesses, Router router) {
        guesses.mount(router);
        new ControlSockets(vertx, room, guesses).mount(router);
        rest.mount(router);
    }

    /// Tells everybody that it is over.
    void close() {
        room.close();
    }
}
