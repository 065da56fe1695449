package io.glasscast.drive;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.channel.epoll.Epoll;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The system calls behind a [KernelWriter]: many datagrams in one (sendmmsg(2)), without an object for any of them.
final class LinuxCalls implements KernelWriter.Calls {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxCalls.class);

    /// Numbers of errno(3), the same on every Linux of these machines.
    static final int EINTR = 4, EAGAIN = 11, ENOBUFS = 105;

    static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final short AF_INET6 = 10;
    private static final short POLLOUT = 4;
    /// struct pollfd
    private static final int POLL = 8, POLL_EVENTS = 4;
    /// struct sockaddr_storage
    private static final int ANY_ADDRESS = 128;

    private static final Optional<LinuxCalls> HERE = find();

    private final MethodHandle sendmmsg;
    private final MethodHandle poll;
    private final MethodHandle getsockname;

    private LinuxCalls(Linker linker) {
        sendmmsg = handle(linker, "sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        poll = handle(linker, "poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        getsockname = handle(linker, "getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    /// Where this is a Linux whose structures are as [SendBatch] lays them out.
    static Optional<LinuxCalls> here() {
        return HERE;
    }

    private static Optional<LinuxCalls> find() {
        boolean known = Epoll.isAvailable()
                && ADDRESS.byteSize() == Long.BYTES
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        if (!known) return Optional.empty();
        try {
            return Optional.of(new LinuxCalls(Linker.nativeLinker()));
        } catch (RuntimeException e) {
            LOG.atInfo().addKeyValue("cause", e.getMessage()).log("no native calls here: sending through Netty");
            return Optional.empty();
        }
    }

    private static MethodHandle handle(Linker linker, String name, FunctionDescriptor shape) {
        var address = linker.defaultLookup().find(name).orElseThrow(() -> new IllegalStateException("no " + name));
        return linker.downcallHandle(address, shape, Linker.Option.captureCallState("errno"));
    }

    @Override
    public int sendmmsg(MemorySegment errno, int socket, MemorySegment headers, int count) {
        try {
            int sent = (int) sendmmsg.invokeExact(errno, socket, headers, count, 0);
            return sent > 0 ? sent : -(int) ERRNO.get(errno, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void awaitWritable(MemorySegment errno, int socket, int milliseconds) {
        try (var arena = Arena.ofConfined()) {
            var entry = arena.allocate(POLL, Integer.BYTES);
            entry.set(JAVA_INT, 0, socket);
            entry.set(JAVA_SHORT, POLL_EVENTS, POLLOUT);
            int _ = (int) poll.invokeExact(errno, entry, 1L, milliseconds);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean ipv6(int socket) {
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(ANY_ADDRESS, Long.BYTES);
            var length = arena.allocateFrom(JAVA_INT, ANY_ADDRESS);
            int result = (int) getsockname.invokeExact(arena.allocate(ERRNO_LAYOUT), socket, address, length);
            return result == 0 && address.get(JAVA_SHORT, 0) == AF_INET6;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
