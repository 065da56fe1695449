package io.glasscast.gates;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer;
import io.glasscast.protocol.mpegts.TsMuxer;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtConnection.Input;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Somebody with SRT elsewhere: films into it, or watches out of it.
final class SrtStranger {
    static final long PICTURE = 40 * Simulation.MS;
    static final long SOUND = 21_333_333;
    private static final Bytes SPS = Bytes.hex("0000000a 6742c01ed900a047fec8");
    private static final Bytes PPS = Bytes.hex("00000005 68cb83cb20");
    private static final List<Track> TRACKS =
            List.of(new Track(0, Codec.H264), new Track(1, Codec.AAC, Bytes.hex("1190")));

    final List<Frame> seen = new ArrayList<>();
    final List<List<Track>> tracks = new ArrayList<>();
    final List<String> damage = new ArrayList<>();
    Optional<Output.Closed> closed = Optional.empty();
    boolean connected;
    /// The identifier that the house gave to its end.
    int peer;
    final SrtConnection connection;
    final Link there;
    /// What it sends goes here: to the house, unless somebody stands between.
    Consumer<Bytes> wire;

    private final Simulation simulation;
    private final TsDemuxer demuxer = new TsDemuxer();
    private final TsMuxer muxer = new TsMuxer(TRACKS);
    private int number;

    /// Enters itself in the house's network.
    SrtStranger(SimulatedSrt house, SrtCaller caller, TransportAddress address, Link.Conditions path) {
        simulation = house.simulation;
        there = new Link(simulation, path, datagram -> house.arrived(address, datagram));
        wire = there::send;
        house.network.put(address, new Link(simulation, path, datagram -> take(new Input.Datagram(datagram))));
        connection = caller.call(Chance.seeded(address.socket().hashCode()), simulation.now());
        simulation.keepTime(connection::deadlineNanos, now -> connection.elapse(now, this::said));
    }

    /// Films until then, a keyframe every `group` pictures.
    SrtStranger film(long untilNanos, int group) {
        simulation.every(PICTURE, untilNanos, () -> picture(group));
        simulation.every(SOUND, untilNanos, this::sound);
        return this;
    }

    void close() {
        take(new Input.Close());
    }

    List<Frame> pictures() {
        return seen.stream().filter(frame -> frame.track() == 0).toList();
    }

    /// Which picture it is, by the camera's count.
    static int number(Frame picture) {
        return (int) (picture.payload().u32(picture.payload().length() - 4) >>> 8) & 0x7F_FFFF;
    }

    private void picture(int group) {
        if (!connected || connection.closed()) return;
        boolean keyframe = number % group == 0;
        var unit = new ByteWriter();
        if (keyframe) unit.bytes(SPS).bytes(PPS);
        int size = keyframe ? 8_000 : 1_500;
        unit.u32(size).u8(keyframe ? 0x65 : 0x41).u8(0x88);
        for (int i = 2; i < size - 4; i++) unit.u8(0x55);
        unit.u32(number++ * 256L | 0x8000_0080L);
        send(new Frame(0, simulation.now(), keyframe, unit.toBytes()));
    }

    private void sound() {
        if (!connected || connection.closed()) return;
        send(new Frame(1, simulation.now(), true, Bytes.of(new byte[200])));
    }

    private void send(Frame frame) {
        var packets = muxer.mux(frame);
        for (int at = 0; at < packets.length(); at += SrtConnection.MAX_PAYLOAD)
            take(new Input.Send(packets.slice(at, Math.min(SrtConnection.MAX_PAYLOAD, packets.length() - at))));
    }

    void take(Input input) {
        connection.handle(input, simulation.now(), this::said);
    }

    private void said(Output output) {
        switch (output) {
            case Output.Transmit(var datagram) -> {
                peer = SrtConnection.destination(datagram);
                wire.accept(datagram);
            }
            case Output.Derive(var work) -> take(new Input.Derived(Derivations.derive(work)));
            case Output.Connected _ -> connected = true;
            case Output.Received(var payload) -> demuxer.feed(payload, this::demuxed);
            case Output.Closed said -> closed = Optional.of(said);
            case Output.Discarded _ -> {}
        }
    }

    private void demuxed(TsDemuxer.Output output) {
        switch (output) {
            case TsDemuxer.Output.Tracks(var now) -> tracks.add(now);
            case TsDemuxer.Output.Whole(var frame) -> seen.add(frame);
            case TsDemuxer.Output.Discarded(var why) -> damage.add(why);
            case TsDemuxer.Output.Refused refused -> damage.add(refused.codecName());
            case TsDemuxer.Output.Clock _, TsDemuxer.Output.Present _ -> {}
        }
    }
}
