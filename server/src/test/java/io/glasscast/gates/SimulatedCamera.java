package io.glasscast.gates;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;

/// Makes frames that nobody can decode but everybody can recognise: each carries its own number.
final class SimulatedCamera {
    static final long PICTURE_NANOS = Simulation.SECOND / 30;
    private static final Bytes SPS = Bytes.hex("6742c01ed900a047fec8");
    private static final Bytes PPS = Bytes.hex("68cb83cb20");
    private static final long SOUND_NANOS = 20 * Simulation.MS;
    /// With headers.
    private static final long SOUND_BITS = 40_000;

    private final SimulatedClient client;
    private final Simulation simulation;
    private final int group;
    private final int least;
    private boolean obeys;
    private boolean covered;
    final List<Bytes> pictures = new ArrayList<>();
    private int sounds;
    private int sinceKeyframe;
    private int answered;

    /// @param group a keyframe every so many pictures, and whenever one is asked for
    SimulatedCamera(SimulatedClient client, Simulation simulation, int group) {
        this(client, simulation, group, 900);
    }

    /// @param least bytes of a picture, beside up to 2000 by chance; keyframes have ten times as many
    SimulatedCamera(SimulatedClient client, Simulation simulation, int group, int least) {
        this.least = least;
        this.client = client;
        this.simulation = simulation;
        this.group = group;
    }

    /// Its pictures are as small as the server asks for. Before it films.
    SimulatedCamera obeying() {
        obeys = true;
        return this;
    }

    void film(long untilNanos) {
        simulation.every(PICTURE_NANOS, untilNanos, this::picture);
        simulation.every(SOUND_NANOS, untilNanos, () -> {
            var sound = new ByteWriter().u8(0x78).u32(sounds++).zeros(60).toBytes();
            client.send(Codec.OPUS, new Frame(1, simulation.now(), true, sound));
        });
    }

    /// No pictures from now on, and sound as before.
    void cover() {
        covered = true;
    }

    private void picture() {
        if (!client.connected || covered) return;
        boolean keyframe = pictures.isEmpty() || sinceKeyframe >= group || client.keyframesWanted > answered;
        answered = client.keyframesWanted;
        sinceKeyframe = keyframe ? 1 : sinceKeyframe + 1;
        var unit = new ByteWriter();
        if (keyframe) {
            parameterSet(unit, SPS);
            parameterSet(unit, PPS);
        }
        int size = (keyframe ? 10 * least : least) + simulation.random().nextInt(2_000);
        nal(unit, keyframe ? 0x65 : 0x41, obeys ? obediently(size) : size);
        var payload = unit.toBytes();
        pictures.add(payload);
        client.send(Codec.H264, new Frame(0, simulation.now(), keyframe, payload));
    }

    private int obediently(int size) {
        double usual = (least + 1_000 + 9.0 * least / group) * 8 * Simulation.SECOND / PICTURE_NANOS;
        double asked = client.rate.bitsPerSecond() - SOUND_BITS;
        return (int) Math.max(100, size * Math.min(1, asked / usual));
    }

    private static void parameterSet(ByteWriter unit, Bytes set) {
        unit.u32(set.length()).bytes(set);
    }

    private void nal(ByteWriter unit, int header, int size) {
        // The top bit is first_mb_in_slice = 0: a picture starts here. The number, seven bits a byte, has no zero byte.
        int number = pictures.size();
        unit.u32(size).u8(header);
        for (int shift = 21; shift >= 0; shift -= 7) unit.u8(0x80 | number >>> shift);
        var filling = new byte[size - 5];
        simulation.random().nextBytes(filling);
        // No start codes inside: what looks like one would be taken for one.
        for (int i = 0; i < filling.length; i++) if (filling[i] == 0) filling[i] = 1;
        unit.bytes(filling);
    }
}
