package io.glasscast.app.house;

import io.glasscast.api.ControlRest;
import io.glasscast.api.ControlRoom;
import io.glasscast.api.ControlSockets;
import io.glasscast.api.SocketUrls;
import io.glasscast.api.StreamMeter;
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

    /// @param base what links to this server begin with; asked late, because the port may be known late
    /// @param wall the time of day
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

    void mount(Vertx vertx, AdminToken token, StreamMeter meter, Router router) {
        new ControlSockets(vertx, room).mount(router);
        new ControlRest(room, token.value(), meter).mount(router);
    }

    /// Tells everybody that it is over.
    void close() {
        room.close();
    }
}
