package io.glasscast.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/// Takes what waits at UDP sockets, many messages a call (recvmmsg(2)) and without an object for any of them.
/// A message is a datagram, or several of one size that the kernel has left together (UDP_GRO, udp(7)); of these the
/// first is there to be read, and the others are counted. Belongs to one thread.
final class Drain {
    /// Looks at messages; called once for each.
    @FunctionalInterface
    interface Reader {
        /// @param head      of the first datagram, what fits; valid during the call
        /// @param bytes     of all
        /// @param datagrams in it
        void message(ByteBuf head, int bytes, int datagrams);
    }

    private static final MethodHandle RECVMMSG = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("recvmmsg").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    private static final int MESSAGES = 64;
    /// More than any datagram that is not media, and than the first of those that are.
    private static final int HEAD = 2_048;

    // The same on every 64-bit Linux: socket.h, uio.h, in.h, udp.h
    private static final int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40;
    private static final int HEADER = 64;
    private static final int HEADER_NAME = 0, HEADER_NAME_LENGTH = 8, HEADER_PARTS = 16, HEADER_PART_COUNT = 24;
    private static final int HEADER_CONTROL = 32, HEADER_CONTROL_LENGTH = 40, HEADER_BYTES = 56;
    private static final int PART = 16, PART_LENGTH = 8;
    private static final int NAME = 32, NAME_PORT = 2, NAME_IPV4 = 4, NAME_IPV6 = 8;
    private static final short AF_INET6 = 10;
    private static final int CONTROL = 24, CONTROL_LEVEL = 8, CONTROL_TYPE = 12, CONTROL_VALUE = 16;
    private static final int SOL_UDP = 17, UDP_GRO = 104;

    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final ByteBuf[] heads = new ByteBuf[MESSAGES];
    private int current;

    Drain() {
        var arena = Arena.ofAuto();
        headers = arena.allocate((long) MESSAGES * HEADER, Long.BYTES);
        names = arena.allocate((long) MESSAGES * NAME, Long.BYTES);
        controls = arena.allocate((long) MESSAGES * CONTROL, Long.BYTES);
        var parts = arena.allocate((long) MESSAGES * PART, Long.BYTES);
        for (int i = 0; i < MESSAGES; i++) {
            var head = arena.allocate(HEAD);
            heads[i] = Unpooled.wrappedBuffer(head.asByteBuffer());
            parts.set(JAVA_LONG, (long) i * PART, head.address());
            parts.set(JAVA_LONG, (long) i * PART + PART_LENGTH, HEAD);
            headers.set(JAVA_LONG, (long) i * HEADER + HEADER_NAME, names.address() + (long) i * NAME);
            headers.set(JAVA_LONG, (long) i * HEADER + HEADER_PARTS, parts.address() + (long) i * PART);
            headers.set(JAVA_LONG, (long) i * HEADER + HEADER_PART_COUNT, 1);
            headers.set(JAVA_LONG, (long) i * HEADER + HEADER_CONTROL, controls.address() + (long) i * CONTROL);
            forget(i);
        }
    }

    /// Room for the sender and for a control message, which the kernel replaces by what it used of it.
    private void forget(int message) {
        headers.set(JAVA_INT, (long) message * HEADER + HEADER_NAME_LENGTH, NAME);
        headers.set(JAVA_LONG, (long) message * HEADER + HEADER_CONTROL_LENGTH, CONTROL);
    }

    /// Reads until nothing waits any more.
    ///
    /// @param socket its descriptor
    void read(int socket, Reader reader) {
        int count;
        do {
            count = receive(socket);
            for (current = 0; current < count; current++) {
                int bytes = headers.get(JAVA_INT, (long) current * HEADER + HEADER_BYTES);
                int size = segmentSize();
                int first = size == 0 ? bytes : Math.min(size, bytes);
                var head = heads[current].setIndex(0, Math.min(first, HEAD));
                reader.message(head, bytes, size == 0 ? 1 : Math.ceilDiv(bytes, size));
                forget(current);
            }
        } while (count == MESSAGES);
    }

    /// @return how many came; 0 for none, and for an error, which is a server's that has gone: counts say so
    private int receive(int socket) {
        try {
            return Math.max(0, (int)
                    RECVMMSG.invokeExact(socket, headers, MESSAGES, MSG_DONTWAIT | MSG_TRUNC, MemorySegment.NULL));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// @return 0 for a message that is one datagram
    private int segmentSize() {
        if (headers.get(JAVA_LONG, (long) current * HEADER + HEADER_CONTROL_LENGTH) == 0) return 0;
        long control = (long) current * CONTROL;
        boolean grouped = controls.get(JAVA_INT, control + CONTROL_LEVEL) == SOL_UDP
                && controls.get(JAVA_INT, control + CONTROL_TYPE) == UDP_GRO;
        return grouped ? controls.get(JAVA_INT, control + CONTROL_VALUE) : 0;
    }

    /// Of the message that is being looked at.
    InetSocketAddress sender() {
        long name = (long) current * NAME;
        // In network byte order, on a machine whose own may be the other one.
        short port = names.get(JAVA_SHORT, name + NAME_PORT);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) port = Short.reverseBytes(port);
        boolean ipv6 = names.get(JAVA_SHORT, name) == AF_INET6;
        try {
            // An address of IPv4 that an IPv6 one maps becomes one of IPv4.
            var address = names.asSlice(name + (ipv6 ? NAME_IPV6 : NAME_IPV4), ipv6 ? 16 : 4)
                    .toArray(JAVA_BYTE);
            return new InetSocketAddress(InetAddress.getByAddress(address), Short.toUnsignedInt(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
