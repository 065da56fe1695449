package io.glasscast.bench.hot;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.rtp.RtpHeaderWriter;
import io.glasscast.protocol.rtp.RtpPacket;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.srtp.SrtpReceiver;
import io.glasscast.protocol.srtp.SrtpSender;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.PacketizedFrame;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Rehearsal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One operation each of what a packet costs on its way through: for JMH, which wants it public and made without
/// arguments.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPaths {
    private static final int PAYLOAD_BYTES = 1_150;
    /// A picture of 2 Mbit/s at 30 a second: eight packets.
    private static final int PICTURE_BYTES = 8_300;

    private final Chance chance = Chance.seeded(1);
    private final SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    private final Bytes masterKey = Bytes.of(chance.bytes(profile.keyLength()));
    private final Bytes masterSalt = Bytes.of(chance.bytes(profile.saltLength()));
    private final SrtpSender sealing = new SrtpSender(profile, masterKey, masterSalt);
    private final SrtpReceiver opening = new SrtpReceiver(profile, masterKey, masterSalt);
    private final SrtpSender peerOfOpening = new SrtpSender(profile, masterKey, masterSalt);
    private final byte[] scratch = new byte[2 * PAYLOAD_BYTES];
    private final byte[] sealed = new byte[2 * PAYLOAD_BYTES];
    private final Bytes payload = Bytes.of(chance.bytes(PAYLOAD_BYTES));
    private final Bytes packet = packet();
    private final Frame picture = picture();
    private final PacketizedFrame packets = new FrameCutter(Codec.H264).cut(picture);
    private final Peer viewer = viewer();
    private final FrameCutter cutter = new FrameCutter(Codec.H264);
    private int sequence;
    private int sealedSequence;
    private long now;
    private long sent;
    private final Consumer<Peer.Output> out = output -> {
        if (output instanceof Peer.Output.Burst(var _, var datagrams, var _)) sent += datagrams.length();
    };

    /// Reads a packet that came in, already opened.
    @Benchmark
    public Parsed<RtpPacket> parse() {
        return RtpPacket.parse(packet);
    }

    /// Seals a packet for one viewer, in place.
    @Benchmark
    public int seal() {
        int length = write(scratch, sequence++);
        return sealing.sealRtp(scratch, 0, length);
    }

    /// Seals one as [#seal] does, and opens it as it comes in from a publisher.
    @Benchmark
    public Parsed<Bytes> sealAndOpen() {
        int length = peerOfOpening.sealRtp(sealed, 0, write(sealed, sealedSequence++));
        return opening.openRtp(Bytes.of(sealed, 0, length));
    }

    /// Cuts a picture into packets, once for all viewers.
    @Benchmark
    public PacketizedFrame packetise() {
        return cutter.cut(picture);
    }

    /// All that a picture costs for one viewer more, up to the door: numbers, headers, seals and what is remembered.
    @Benchmark
    public long fanOut() {
        now += 33_333_333;
        viewer.send(0, packets, now, out);
        return sent;
    }

    private int write(byte[] into, int number) {
        int header = RtpHeaderWriter.write(into, 0, false, 96, number & 0xFFFF, 90_000, 1);
        payload.copyTo(into, header);
        return header + payload.length();
    }

    private Bytes packet() {
        var bytes = new byte[2 * PAYLOAD_BYTES];
        return Bytes.of(bytes, 0, write(bytes, 1));
    }

    private Frame picture() {
        var slice = chance.bytes(PICTURE_BYTES);
        // A slice of a picture that refers to others (H.264 7.3.1), and nothing that looks like a start code.
        slice[0] = 0x41;
        for (int i = 1; i < slice.length; i++) if (slice[i] == 0) slice[i] = 1;
        return new Frame(0, 0, false, NalUnits.join(List.of(Bytes.of(slice))));
    }

    private Peer viewer() {
        var identity = DtlsIdentity.generate(chance, Instant.EPOCH, Duration.ofDays(30_000));
        return Rehearsal.sender(identity, chance).orElseThrow();
    }
}
