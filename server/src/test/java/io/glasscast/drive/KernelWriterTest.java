package io.glasscast.drive;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.glasscast.kernel.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real sockets on loopback.
class KernelWriterTest {
    private static final int PATIENCE_MILLIS = 10_000;

    private final FakeTurns turns = new FakeTurns();
    private final List<DatagramSocket> receivers = new ArrayList<>();
    private @Nullable EventLoopGroup group;
    private @Nullable Channel channel;

    @BeforeEach
    void needsLinux() {
        assumeTrue(Epoll.isAvailable() && LinuxCalls.here().isPresent(), "these are Linux's calls");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterEach
    void close() {
        receivers.forEach(DatagramSocket::close);
        if (channel != null) channel.close().syncUninterruptibly();
        if (group != null) group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1", "0.0.0.0,127.0.0.1", "::,127.0.0.1", "::,::1", "::1,::1"})
    void cutsWhatStandsOneBehindTheOther(String bind, String to) throws Exception {
        var writer = writer(bind);
        var receiver = receiver(to);
        writer.burst(address(receiver), Bytes.of(counting(2500)), 1000);
        writer.burst(address(receiver), Bytes.of(counting(70)), 100);
        writer.flush();

        assertThat(sizes(receiver, 4)).containsExactly(1000, 1000, 500, 70);
        assertThat(turns.discarded).isEmpty();
    }

    @Test
    void whatGoesToOneReceiverIsOneMessageAsLongAsTheKernelCutsItRightly() throws Exception {
        var receiver = receiver("127.0.0.1");
        var other = receiver("127.0.0.1");
        var batch = new SendBatch(false);
        var bytes = counting(2500);
        batch.add(address(receiver), bytes, 0, 2000, 1000);
        batch.add(address(receiver), bytes, 0, 1000, 1000);
        batch.add(address(receiver), bytes, 0, 160, 160);
        assertThat(batch.messages()).as("a shorter one ends it").isEqualTo(1);
        batch.add(address(receiver), bytes, 0, 150, 150);
        batch.add(address(other), bytes, 0, 150, 150);
        assertThat(batch.messages())
                .as("nothing follows a shorter one, and no other receiver's")
                .isEqualTo(3);
        batch.add(address(other), bytes, 0, 2500, 150);
        batch.add(address(other), bytes, 0, 2500, 1000);
        assertThat(batch.messages()).as("its last is a shorter one").isEqualTo(4);

        var writer = writer("127.0.0.1");
        writer.burst(address(receiver), Bytes.of(bytes, 0, 2000), 1000);
        writer.burst(address(receiver), Bytes.of(bytes, 0, 160), 160);
        writer.burst(address(receiver), Bytes.of(bytes, 0, 150), 150);
        writer.flush();
        assertThat(sizes(receiver, 4)).containsExactly(1000, 1000, 160, 150);
    }

    @Test
    void bytesArriveAsTheyWere() throws Exception {
        var writer = writer("127.0.0.1");
        var receiver = receiver("127.0.0.1");
        var bytes = counting(3000);
        writer.burst(address(receiver), Bytes.of(bytes), 1200);
        Arrays.fill(bytes, (byte) 0);
        writer.flush();

        assertThat(receive(receiver)).isEqualTo(Arrays.copyOfRange(counting(3000), 0, 1200));
        assertThat(receive(receiver)).isEqualTo(Arrays.copyOfRange(counting(3000), 1200, 2400));
        assertThat(receive(receiver)).isEqualTo(Arrays.copyOfRange(counting(3000), 2400, 3000));
    }

    @Test
    void aPictureForTwoHundredWakesNobody() throws Exception {
        var before = senders();
        var writer = writer("127.0.0.1");
        for (int i = 0; i < 200; i++) receiver("127.0.0.1");
        for (int picture = 0; picture < 2; picture++) {
            for (var receiver : receivers) writer.burst(address(receiver), Bytes.of(counting(8300)), 1200);
            writer.flush();
        }

        for (var receiver : receivers) assertThat(sizes(receiver, 14)).containsOnly(1200, 8300 - 6 * 1200);
        assertThat(senders()).isEqualTo(before);
        assertThat(turns.discarded).isEmpty();
    }

    @Test
    void whatIsMoreIsSharedWithAnotherThreadAndStaysInOrder() throws Exception {
        var before = senders();
        var writer = writer("127.0.0.1");
        for (int i = 0; i < 100; i++) receiver("127.0.0.1");
        for (int round = 0; round < 3; round++)
            for (var receiver : receivers) writer.burst(address(receiver), Bytes.of(counting(9000 + round)), 1200);
        writer.flush();
        assertThat(senders()).hasSize(before.size() + 1).containsAll(before);
        writer.finish();

        for (var receiver : receivers)
            assertThat(sizes(receiver, 24))
                    .filteredOn(size -> size < 1200)
                    .containsExactly(9000 - 7 * 1200, 9001 - 7 * 1200, 9002 - 7 * 1200);
        assertThat(turns.discarded).isEmpty();
    }

    @Test
    void nothingPassesWhatWaitsBehindAHeldUpThread() throws Exception {
        var calls = new HeldUp();
        var writer = new KernelWriter(calls, -1, turns);
        for (int batch = 0; batch < 20; batch++) {
            for (int i = 0; i < HeldUp.BURSTS; i++) writer.burst(HeldUp.NOWHERE, HeldUp.burst(batch), HeldUp.SEGMENT);
            // The first is left to the other thread when the tenth begins.
            if (batch == 9)
                assertThat(calls.holding.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                        .isTrue();
        }
        writer.flush();
        calls.goOn.countDown();
        writer.finish();

        assertThat(calls.left).hasSize(20);
        assertThat(calls.left.indexOf(8)).as("the one held up").isGreaterThan(calls.left.indexOf(9));
        assertThat(calls.left).filteredOn(batch -> batch != 8).isSorted();
    }

    /// 64 MB, twice and more what may be under way. The receiver has long stopped taking them.
    @Test
    void whoWritesFasterThanAnotherThreadSendsHelpsIt() throws Exception {
        var writer = writer("127.0.0.1");
        var receiver = receiver("127.0.0.1");
        var picture = Bytes.of(counting(64_000));
        for (int i = 0; i < 1_000; i++) {
            assertThat(writer.writable()).isTrue();
            writer.burst(address(receiver), picture, 1_000);
        }
        writer.flush();
        writer.finish();

        assertThat(sizes(receiver, 1)).containsExactly(1_000);
        assertThat(turns.discarded).isEmpty();
    }

    @Test
    void aBurstOfMoreSegmentsThanTheKernelCutsIsSeveralMessages() throws Exception {
        var writer = writer("127.0.0.1");
        var receiver = receiver("127.0.0.1");
        writer.burst(address(receiver), Bytes.of(counting(130 * 50)), 50);
        writer.flush();

        assertThat(sizes(receiver, 130)).containsOnly(50);
    }

    @Test
    void whatHasNoWayToItsReceiverHoldsNothingElseUp() throws Exception {
        var writer = writer("127.0.0.1");
        var receiver = receiver("127.0.0.1");
        // Nothing is ever sent to port 0.
        writer.burst(new InetSocketAddress("127.0.0.1", 0), Bytes.of(counting(100)), 100);
        writer.burst(new InetSocketAddress("127.0.0.1", 0), Bytes.of(counting(300)), 100);
        writer.burst(address(receiver), Bytes.of(counting(200)), 200);
        writer.flush();
        writer.flush();

        assertThat(sizes(receiver, 1)).containsExactly(200);
        assertThat(turns.discarded).hasSize(4).containsOnly("udp-refused");
    }

    @Test
    void cutsByHandWhatTheKernelDoesNot() {
        var batch = new SendBatch(false);
        batch.add(new InetSocketAddress("127.0.0.1", 9), counting(10), 0, 10, 10);
        batch.add(new InetSocketAddress("127.0.0.1", 10), counting(25), 0, 25, 10);
        assertThat(batch.segmented()).isFalse();
        batch.sent(1);
        assertThat(batch.segmented()).isTrue();

        var pieces = new ArrayList<byte[]>();
        batch.singly(headers -> {
            assertThat(batch.segmented()).isFalse();
            pieces.add(only(headers));
        });
        assertThat(pieces)
                .containsExactly(
                        Arrays.copyOfRange(counting(25), 0, 10),
                        Arrays.copyOfRange(counting(25), 10, 20),
                        Arrays.copyOfRange(counting(25), 20, 25));
        assertThat(batch.left()).isZero();
    }

    private static Set<Thread> senders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sender"))
                .collect(Collectors.toSet());
    }

    /// The one part of a message (struct mmsghdr).
    private static byte[] only(MemorySegment headers) {
        var part = MemorySegment.ofAddress(headers.get(JAVA_LONG, 16)).reinterpret(16);
        return MemorySegment.ofAddress(part.get(JAVA_LONG, 0))
                .reinterpret(part.get(JAVA_LONG, 8))
                .toArray(JAVA_BYTE);
    }

    /// Takes everything at once, but for what another thread sends first: that stands still until it may go on.
    private static final class HeldUp implements KernelWriter.Calls {
        static final InetSocketAddress NOWHERE = new InetSocketAddress("127.0.0.1", 9);
        static final int SEGMENT = 1_000;
        /// So many fill a batch.
        static final int BURSTS = 4;

        final CountDownLatch holding = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final List<Integer> left = new CopyOnWriteArrayList<>();
        private final Thread loop = Thread.currentThread();

        static Bytes burst(int batch) {
            var bytes = new byte[SendBatch.MAX_SEGMENTS * SEGMENT];
            bytes[0] = (byte) batch;
            return Bytes.of(bytes);
        }

        @Override
        public int sendmmsg(MemorySegment errno, int socket, MemorySegment headers, int count) {
            if (Thread.currentThread() != loop) {
                holding.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            left.add((int) only(headers)[0]);
            return count;
        }

        @Override
        public void awaitWritable(MemorySegment errno, int socket, int milliseconds) {
            throw new AssertionError("there was room");
        }

        @Override
        public boolean ipv6(int socket) {
            return false;
        }
    }

    private KernelWriter writer(String bind) {
        var opened = new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelHandlerAdapter() {})
                .bind(new InetSocketAddress(bind, 0))
                .syncUninterruptibly()
                .channel();
        channel = opened;
        return new KernelWriter(
                LinuxCalls.here().orElseThrow(), ((UnixChannel) opened).fd().intValue(), turns);
    }

    private DatagramSocket receiver(String at) throws Exception {
        var receiver = new DatagramSocket(0, InetAddress.getByName(at));
        receiver.setSoTimeout(PATIENCE_MILLIS);
        receivers.add(receiver);
        return receiver;
    }

    private static InetSocketAddress address(DatagramSocket receiver) {
        return new InetSocketAddress(receiver.getLocalAddress(), receiver.getLocalPort());
    }

    private static List<Integer> sizes(DatagramSocket receiver, int count) throws Exception {
        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) sizes.add(receive(receiver).length);
        return sizes;
    }

    private static byte[] receive(DatagramSocket receiver) throws Exception {
        var packet = new DatagramPacket(new byte[2000], 2000);
        receiver.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] counting(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) i;
        return bytes;
    }
}
