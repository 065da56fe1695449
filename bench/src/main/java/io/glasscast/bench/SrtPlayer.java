package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One player of SRT that looks no further than that something comes. Lives on the gallery's thread.
final class SrtPlayer implements Ear.Owner {
    private static final Duration LATENCY = Duration.ofMillis(200);
    /// Acknowledgements are due each 10 ms.
    private static final long TICK_MILLIS = 10;

    private final InetSocketAddress server;
    private final Publisher.Kit kit;
    private final SrtConnection connection;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private @Nullable Ear ear;
    private @Nullable Future<?> ticking;

    private SrtPlayer(InetSocketAddress server, String streamId, Publisher.Kit kit) {
        this.server = server;
        this.kit = kit;
        var caller = new SrtCaller(streamId, LATENCY, Optional.empty());
        this.connection = caller.call(kit.chance(), kit.time().nanos());
    }

    static SrtPlayer open(Gallery gallery, InetSocketAddress server, String streamId, Loss loss, Publisher.Kit kit)
            throws IOException, InterruptedException {
        var player = new SrtPlayer(server, streamId, kit);
        player.ear = Ear.open(gallery, player, loss);
        player.ticking =
                gallery.loop().scheduleAtFixedRate(player::elapse, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return player;
    }

    /// Completes with the first payload.
    CompletableFuture<Boolean> started() {
        return started;
    }

    /// On the gallery's thread, as all that follows.
    void leave() {
        connection.handle(new SrtConnection.Input.Close(), kit.time().nanos(), this::carryOut);
        vanish();
    }

    /// Without a word.
    void vanish() {
        Objects.requireNonNull(ticking).cancel(false);
        Objects.requireNonNull(ear).close();
    }

    @Override
    public boolean wantsMedia() {
        return true;
    }

    @Override
    public void received(InetSocketAddress from, Bytes datagram) {
        connection.handle(new SrtConnection.Input.Datagram(datagram), kit.time().nanos(), this::carryOut);
    }

    private void elapse() {
        long now = kit.time().nanos();
        if (connection.deadlineNanos() <= now) connection.elapse(now, this::carryOut);
    }

    private void carryOut(SrtConnection.Output output) {
        switch (output) {
            case SrtConnection.Output.Transmit(var datagram) ->
                Objects.requireNonNull(ear).send(server, datagram);
            case SrtConnection.Output.Received _ -> started.complete(true);
            case SrtConnection.Output.Closed(var _, var sentence) ->
                started.completeExceptionally(new IOException(sentence));
            // Only who encrypts derives keys.
            case SrtConnection.Output.Derive _, SrtConnection.Output.Connected _, SrtConnection.Output.Discarded _ -> {}
        }
    }
}
