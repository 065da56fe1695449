package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Hands datagrams to the kernel by the hundred. The loop writes them into a [SendBatch] and sends the first few of
/// a turn itself, while what it has just sealed is in its core's cache. What is more it leaves to a thread of its own,
/// so that a keyframe for hundreds of viewers is sealed on one core while another is in the kernel with it, which is
/// where most of the time goes; and helps that thread, oldest first, as soon as it falls behind.
final class KernelWriter implements DatagramWriter {
    /// The kernel, by its system calls.
    interface Calls {
        /// @param errno where the error goes, of [LinuxCalls#ERRNO_LAYOUT]
        /// @return how many of the messages have left, or minus the error when not even the first has
        int sendmmsg(MemorySegment errno, int socket, MemorySegment headers, int count);

        /// Waits until the socket takes more, at most so long.
        void awaitWritable(MemorySegment errno, int socket, int milliseconds);

        /// Whether the socket is one of IPv6, which takes IPv4's addresses as mapped ones only.
        boolean ipv6(int socket);
    }

    /// Together 8 MB, which is made as it is needed: what an interface of 1 Gbit/s sends in a picture's time or two.
    private static final int MAX_BATCHES = 32;
    /// Kept back for what is not asked whether it may: handshakes, reports, goodbyes.
    private static final int RESERVED = 4;
    /// Of one turn, what the loop sends alone: a picture of 2 Mbit/s for some two hundred viewers, in some
    /// milliseconds. To wake a thread for that, on a core that has nothing of it in its cache, costs more than it
    /// saves.
    private static final int OWN_BATCHES = 8;
    /// So many waiting or being sent keep the other thread at work; with more the loop helps.
    private static final int AHEAD = 2;
    /// Then whether the socket was closed is looked at again.
    private static final int WAIT_MILLISECONDS = 100;
    /// A kernel that has not taken anything for so long has no interface to send by.
    private static final int MAX_WAITS = 20;

    private final Calls calls;
    private final int socket;
    private final boolean ipv6;
    private final Turns turns;
    private final BlockingDeque<SendBatch> written = new LinkedBlockingDeque<>(MAX_BATCHES + 1);
    private final ArrayBlockingQueue<SendBatch> spare = new ArrayBlockingQueue<>(MAX_BATCHES);
    private final SendBatch last;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private @Nullable SendBatch open;
    /// Batches of this turn.
    private int filled;

    private @Nullable Thread sender;
    private int made;

    KernelWriter(Calls calls, int socket, Turns turns) {
        this.calls = calls;
        this.socket = socket;
        this.ipv6 = calls.ipv6(socket);
        this.turns = turns;
        this.last = new SendBatch(ipv6);
    }

    @Override
    public void burst(InetSocketAddress to, Bytes datagrams, int segmentSize) {
        int most =
                Math.min(SendBatch.MAX_SEGMENTS, Math.max(1, SendBatch.MAX_MESSAGE_BYTES / segmentSize)) * segmentSize;
        for (int at = 0; at < datagrams.length(); at += most) {
            int length = Math.min(most, datagrams.length() - at);
            if (open != null && !open.hasRoomFor(length)) leave(open);
            if (open == null) open = next();
            if (open == null) {
                turns.discarded("udp-no-room");
                return;
            }
            open.add(to, datagrams.array(), datagrams.arrayOffset() + at, length, segmentSize);
        }
    }

    /// Not so where the kernel has no room: then viewers drop frames rather than queue them.
    @Override
    public boolean writable() {
        return underWay.get() < MAX_BATCHES - RESERVED || help();
    }

    @Override
    public void flush() {
        if (open != null && !open.isEmpty()) leave(open);
        filled = 0;
        for (int count = refused.getAndSet(0); count > 0; count--) turns.discarded("udp-refused");
    }

    @Override
    public void finish() {
        var thread = sender;
        if (thread == null) return;
        try {
            written.put(last);
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable SendBatch next() {
        var used = spare.poll();
        if (used != null) return used;
        if (made == MAX_BATCHES) return help() ? spare.poll() : null;
        made++;
        return new SendBatch(ipv6);
    }

    /// Sends what has waited longest on the loop itself, while the sender is at what is before it: who seals faster
    /// than another thread sends is to share its work, and not to drop pictures.
    ///
    /// @return whether it has left
    private boolean help() {
        var oldest = written.pollFirst();
        if (oldest == null) return false;
        if (send(oldest, false)) {
            giveBack(oldest);
            return true;
        }
        written.addFirst(oldest);
        return false;
    }

    /// Sends a batch, or has it sent. Nothing passes what waits; only the batch that the other thread is at may leave
    /// after what came behind it.
    private void leave(SendBatch batch) {
        if (filled++ < OWN_BATCHES && underWay.get() == 0 && send(batch, false)) {
            batch.clear();
            return;
        }
        handOver(batch);
        if (underWay.get() > AHEAD) help();
    }

    private void handOver(SendBatch batch) {
        open = null;
        underWay.incrementAndGet();
        if (sender == null) {
            sender = Thread.ofPlatform().daemon().name("sender").start(this::sendAll);
        }
        // There is room: there are no more batches than it takes.
        written.add(batch);
    }

    private void sendAll() {
        try {
            while (true) {
                var batch = written.take();
                if (batch == last) return;
                send(batch, true);
                giveBack(batch);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(SendBatch batch) {
        batch.clear();
        spare.add(batch);
        underWay.decrementAndGet();
    }

    /// @param patient whether to wait until the kernel has room
    /// @return whether nothing is left of it
    private boolean send(SendBatch batch, boolean patient) {
        int waits = 0;
        while (batch.left() > 0) {
            int result = calls.sendmmsg(batch.errno(), socket, batch.leftHeaders(), batch.left());
            if (result > 0) {
                batch.sent(result);
                waits = 0;
                continue;
            }
            switch (-result) {
                case LinuxCalls.EINTR -> {}
                case LinuxCalls.EAGAIN, LinuxCalls.ENOBUFS -> {
                    if (!patient) return false;
                    if (waits++ == MAX_WAITS) {
                        refused.addAndGet(batch.left());
                        return true;
                    }
                    calls.awaitWritable(batch.errno(), socket, WAIT_MILLISECONDS);
                }
                default -> passOver(batch);
            }
        }
        return true;
    }

    /// What the kernel refuses to cut, because an interface cannot do its part or the way is too narrow for one
    /// segment, leaves uncut. What it refuses altogether, because there is no way to its receiver, is lost.
    private void passOver(SendBatch batch) {
        if (batch.segmented()) {
            batch.singly(headers -> sendAlone(batch, headers));
        } else {
            refused.incrementAndGet();
            batch.sent(1);
        }
    }

    private void sendAlone(SendBatch batch, MemorySegment headers) {
        if (calls.sendmmsg(batch.errno(), socket, headers, 1) != 1) refused.incrementAndGet();
    }
}
