package io.glasscast.drive;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Datagrams on their way to the kernel, laid out as sendmmsg(2) wants them, in memory that is used again and again.
/// A message is one datagram, or several of one size to one receiver and perhaps a shorter one behind them, which the
/// kernel cuts (UDP_SEGMENT, udp(7)).
///
/// Owned by one thread at a time.
final class SendBatch {
    /// What keeps the caches of a core busy, and the thread that sends for some hundred microseconds.
    private static final int BYTES = 256 << 10;
    /// Less than UIO_MAXIOV, the most that one call takes; a batch of sound alone is full by this.
    private static final int MESSAGES = 512;
    /// The kernel cuts at most this many segments out of one message (UDP_MAX_SEGMENTS).
    static final int MAX_SEGMENTS = 64;
    /// Of one message: what fits in a UDP datagram of IPv4 together with its headers.
    static final int MAX_MESSAGE_BYTES = 65_000;

    // struct mmsghdr, which begins with a struct msghdr (socket.h of 64-bit Linux)
    private static final int HEADER = 64;
    private static final int HEADER_NAME = 0;
    private static final int HEADER_NAME_LENGTH = 8;
    private static final int HEADER_PARTS = 16;
    private static final int HEADER_PART_COUNT = 24;
    private static final int HEADER_CONTROL = 32;
    private static final int HEADER_CONTROL_LENGTH = 40;

    // struct iovec
    private static final int PART = 16;
    private static final int PART_LENGTH = 8;

    // struct cmsghdr with an unsigned short behind it, and what CMSG_SPACE makes of that
    private static final int CONTROL = 24;
    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int CONTROL_VALUE = 16;
    private static final long CONTROL_LENGTH = 18;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    // struct sockaddr_in and sockaddr_in6
    private static final int ADDRESS = 32;
    private static final int ADDRESS_PORT = 2;
    private static final int ADDRESS_IPV4 = 4;
    private static final int ADDRESS_IPV6 = 8;
    private static final int ADDRESS_SCOPE = 24;
    private static final int IPV4_LENGTH = 16;
    private static final int IPV6_LENGTH = 28;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    /// Where an IPv4 address stands in an IPv6 one that maps it, and the four bytes before it (RFC 4291 §2.5.5.2).
    private static final int MAPPED = 12;
    private static final int MAPPED_MARK = 0xFFFF_0000;

    private final boolean ipv6;
    private final MemorySegment errno;
    private final MemorySegment headers;
    private final MemorySegment parts;
    private final MemorySegment controls;
    private final MemorySegment addresses;
    private final MemorySegment data;
    private int messages;
    private int sent;
    private int used;
    /// Of the last message.
    private @Nullable InetSocketAddress lastTo;

    private int lastLength;
    private int lastSize;

    /// @param ipv6 whether it goes out by a socket of IPv6
    SendBatch(boolean ipv6) {
        // Lives as long as whoever has it; there are a few dozen.
        var arena = Arena.ofAuto();
        this.ipv6 = ipv6;
        errno = arena.allocate(LinuxCalls.ERRNO_LAYOUT);
        headers = arena.allocate((long) MESSAGES * HEADER, 8);
        parts = arena.allocate((long) MESSAGES * PART, 8);
        controls = arena.allocate((long) MESSAGES * CONTROL, 8);
        addresses = arena.allocate((long) MESSAGES * ADDRESS, 8);
        data = arena.allocate(BYTES);
        for (int i = 0; i < MESSAGES; i++) layOut(i);
    }

    private void layOut(int message) {
        long header = (long) message * HEADER;
        long control = (long) message * CONTROL;
        long address = (long) message * ADDRESS;
        headers.set(JAVA_LONG, header + HEADER_NAME, addresses.address() + address);
        headers.set(JAVA_INT, header + HEADER_NAME_LENGTH, ipv6 ? IPV6_LENGTH : IPV4_LENGTH);
        headers.set(JAVA_LONG, header + HEADER_PARTS, parts.address() + (long) message * PART);
        headers.set(JAVA_LONG, header + HEADER_PART_COUNT, 1);
        headers.set(JAVA_LONG, header + HEADER_CONTROL, controls.address() + control);
        controls.set(JAVA_LONG, control, CONTROL_LENGTH);
        controls.set(JAVA_INT, control + CONTROL_LEVEL, SOL_UDP);
        controls.set(JAVA_INT, control + CONTROL_TYPE, UDP_SEGMENT);
        addresses.set(JAVA_SHORT, address, ipv6 ? AF_INET6 : AF_INET);
    }

    MemorySegment errno() {
        return errno;
    }

    int messages() {
        return messages;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    boolean hasRoomFor(int bytes) {
        return messages < MESSAGES && used + bytes <= BYTES;
    }

    void clear() {
        messages = 0;
        sent = 0;
        used = 0;
        lastTo = null;
    }

    /// Copies datagrams behind the others; there must be room for them.
    ///
    /// @param segmentSize of each but the last; at least `length` when it is one
    void add(InetSocketAddress to, byte[] bytes, int offset, int length, int segmentSize) {
        MemorySegment.copy(bytes, offset, data, JAVA_BYTE, used, length);
        if (goesOn(to, length, segmentSize)) {
            lastLength += length;
        } else {
            address(messages++, to);
            lastTo = to;
            lastLength = length;
            lastSize = segmentSize;
        }
        used += length;
        put(messages - 1, used - lastLength, lastLength);
        setSegments(messages - 1, lastLength > lastSize ? lastSize : 0);
    }

    /// Whether more for the same receiver is cut rightly as a part of the last message: all that is in it has the full
    /// size, and so has what comes, but for its own last datagram.
    private boolean goesOn(InetSocketAddress to, int length, int segmentSize) {
        return messages > 0
                && lastLength % lastSize == 0
                && (segmentSize == lastSize || length <= segmentSize && length < lastSize)
                && lastLength + length <= Math.min(MAX_MESSAGE_BYTES, MAX_SEGMENTS * lastSize)
                && to.equals(lastTo);
    }

    private void put(int message, long at, long length) {
        parts.set(JAVA_LONG, (long) message * PART, data.address() + at);
        parts.set(JAVA_LONG, (long) message * PART + PART_LENGTH, length);
    }

    /// @param size 0 for a message that is one datagram
    private void setSegments(int message, int size) {
        headers.set(JAVA_LONG, (long) message * HEADER + HEADER_CONTROL_LENGTH, size == 0 ? 0 : CONTROL);
        controls.set(JAVA_SHORT, (long) message * CONTROL + CONTROL_VALUE, (short) size);
    }

    private void address(int message, InetSocketAddress to) {
        long at = (long) message * ADDRESS;
        int port = to.getPort();
        // Network byte order, on a machine whose own is the other one.
        addresses.set(JAVA_SHORT, at + ADDRESS_PORT, (short) (port << 8 | port >>> 8));
        var host = to.getAddress();
        byte[] raw = host.getAddress();
        long start = at + (ipv6 ? ADDRESS_IPV6 : ADDRESS_IPV4);
        if (ipv6 && host instanceof Inet4Address) {
            addresses.set(JAVA_LONG, start, 0);
            addresses.set(JAVA_INT, start + MAPPED - Integer.BYTES, MAPPED_MARK);
            start += MAPPED;
        }
        MemorySegment.copy(raw, 0, addresses, JAVA_BYTE, start, raw.length);
        if (ipv6) addresses.set(JAVA_INT, at + ADDRESS_SCOPE, host instanceof Inet6Address six ? six.getScopeId() : 0);
    }

    /// What has not left yet.
    int left() {
        return messages - sent;
    }

    /// Of the messages that have not left yet.
    MemorySegment leftHeaders() {
        return headers.asSlice((long) sent * HEADER);
    }

    void sent(int count) {
        sent += count;
    }

    /// Whether the kernel is to cut the next message.
    boolean segmented() {
        return headers.get(JAVA_LONG, (long) sent * HEADER + HEADER_CONTROL_LENGTH) != 0;
    }

    /// Cuts the next message by hand.
    ///
    /// @param alone is given the headers of each of its datagrams
    void singly(Consumer<MemorySegment> alone) {
        int size = Short.toUnsignedInt(controls.get(JAVA_SHORT, (long) sent * CONTROL + CONTROL_VALUE));
        long part = (long) sent * PART;
        long start = parts.get(JAVA_LONG, part) - data.address();
        long length = parts.get(JAVA_LONG, part + PART_LENGTH);
        setSegments(sent, 0);
        for (long at = 0; at < length; at += size) {
            put(sent, start + at, Math.min(size, length - at));
            alone.accept(leftHeaders());
        }
        sent++;
    }
}
