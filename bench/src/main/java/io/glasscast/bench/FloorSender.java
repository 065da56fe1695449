package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.protocol.rtp.RtpHeaderWriter;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.srtp.SrtpSender;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The least that this machine can do for viewers: the film's packets, cut once, sealed for each of them and sent in
/// segments. No viewer ever said a word, nothing is kept for sending again, nobody is asked how he does.
@Command(name = "floor-sender", hidden = true)
final class FloorSender implements Callable<Integer> {
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int SCRATCH = 65_000;
    private static final int VIEWERS_A_FLUSH = 16;
    /// Frames, to all viewers together.
    private static final int WARM_UP = 40_000;
    /// With what a header has in a real stream, abs-send-time and a transport-wide number.
    private static final RtpHeaderWriter HEADER = new RtpHeaderWriter(new RtpHeaderWriter.Ids(0, 1, 2, 0), "");

    @Option(names = "--ports", split = ",", required = true)
    private int[] ports = {};

    private record Sink(InetSocketAddress address, SrtpSender sender, int[] sequences) {}

    @Override
    public Integer call() throws Exception {
        var film = Film.of(Codec.OPUS);
        var cutters = List.of(new FrameCutter(Codec.H264), new FrameCutter(Codec.OPUS));
        var packets = film.frames().stream()
                .map(frame -> cutters.get(frame.track()).cut(frame).payloads())
                .toList();
        var group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("floor"), EpollIoHandler.newFactory());
        var loop = group.next();
        var channel = new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .handler(new ChannelHandlerAdapter() {})
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        var run = new Run(film, packets, sinks(), loop, channel);
        loop.submit(run::warmUp).sync();
        loop.execute(run::next);
        System.out.println("ready");
        new CountDownLatch(1).await();
        return 0;
    }

    private List<Sink> sinks() {
        var chance = Chance.seeded(1);
        var profile = SrtpProfile.AEAD_AES_128_GCM;
        var sinks = new ArrayList<Sink>();
        for (int port : ports) {
            var sender = new SrtpSender(
                    profile, Bytes.of(chance.bytes(profile.keyLength())), Bytes.of(chance.bytes(profile.saltLength())));
            sinks.add(new Sink(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), sender, new int[2]));
        }
        return sinks;
    }

    private static final class Run {
        private final Film film;
        private final List<List<Bytes>> packets;
        private final List<Sink> sinks;
        private final EventLoop loop;
        private final Channel channel;
        private final byte[] scratch = new byte[SCRATCH];
        private long startNanos;
        private int number;

        Run(Film film, List<List<Bytes>> packets, List<Sink> sinks, EventLoop loop, Channel channel) {
            this.film = film;
            this.packets = packets;
            this.sinks = sinks;
            this.loop = loop;
            this.channel = channel;
        }

        /// What a long-lived process has behind it: all is compiled.
        void warmUp() {
            for (; number * sinks.size() < WARM_UP; number++) show(number % packets.size());
            startNanos = System.nanoTime() - due(number);
        }

        void next() {
            show(number++ % packets.size());
            var _ = loop.schedule(
                    this::next, Math.max(0, startNanos + due(number) - System.nanoTime()), TimeUnit.NANOSECONDS);
        }

        private long due(int frame) {
            return frame / packets.size() * film.lengthNanos()
                    + film.frames().get(frame % packets.size()).ptsNanos();
        }

        private void show(int index) {
            var frame = film.frames().get(index);
            for (int i = 0; i < sinks.size(); i++) {
                send(sinks.get(i), packets.get(index), frame.track(), number);
                if (i % VIEWERS_A_FLUSH == VIEWERS_A_FLUSH - 1) channel.flush();
            }
            channel.flush();
        }

        private void send(Sink sink, List<Bytes> payloads, int track, int timestamp) {
            int used = 0;
            int segment = 0;
            for (var payload : payloads) {
                if (used > 0 && (used % segment != 0 || used + 2 * segment > SCRATCH)) {
                    write(sink, used, segment);
                    used = 0;
                }
                int number = sink.sequences()[track]++ & 0xFFFF;
                int header = HEADER.write(
                        scratch,
                        used,
                        false,
                        96 + track,
                        number,
                        timestamp,
                        track + 1,
                        false,
                        timestamp,
                        number,
                        RtpHeaderWriter.NO_CAPTURE_TIME);
                int length = sink.sender().sealRtp(scratch, used, header, payload);
                if (used > 0 && length > segment) {
                    write(sink, used, segment);
                    System.arraycopy(scratch, used, scratch, 0, length);
                    used = 0;
                }
                if (used == 0) segment = length;
                used += length;
            }
            if (used > 0) write(sink, used, segment);
        }

        private void write(Sink sink, int length, int segment) {
            var buffer = channel.alloc().directBuffer(length).writeBytes(scratch, 0, length);
            channel.write(
                    length > segment
                            ? new SegmentedDatagramPacket(buffer, segment, sink.address())
                            : new DatagramPacket(buffer, sink.address()),
                    channel.voidPromise());
        }
    }
}
