package io.glasscast.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Many who hang on the doors and want nothing: some say nothing at all, some a byte now and then, some
/// rubbish. Whoever is shown the door comes again.
final class Crowd implements AutoCloseable {
    /// As many as come from one address of this machine's own network, 127.0.0.0/8, where doors count by
    /// address.
    private static final int AN_ADDRESS = 90;

    private static final long ROUND_MILLIS = 200;
    private static final int DATAGRAMS_A_ROUND = 200;

    /// What one of them does.
    ///
    /// @param opening what it says first
    /// @param drip    what it says in each round from then on; empty: chance
    private record Habit(int port, byte[] opening, byte[] drip, boolean silent) {}

    private final List<Habit> habits;
    private final List<InetSocketAddress> udp;
    private final Member[] members;
    private final SplittableRandom random = new SplittableRandom(7);
    private final DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress("127.0.0.9", 0));
    private final Thread thread;
    private volatile boolean over;
    private volatile int rounds;

    Crowd(int size, ServerProcess server) throws IOException, InterruptedException {
        int http = server.http().getPort();
        int rtmp = server.port("rtmp");
        int rtmps = server.port("rtmps");
        int ice = server.port("webrtc");
        habits = List.of(
                silent(http),
                dripping(http, "GET /", "x"),
                dripping(
                        http,
                        "POST /whip/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: 9999\r\n\r\n",
                        "v"),
                rubbish(http),
                silent(rtmp),
                dripping(rtmp, "\u0003", "\0"),
                rubbish(rtmp),
                silent(rtmps),
                rubbish(rtmps));
        udp = List.of(new InetSocketAddress("127.0.0.1", ice), new InetSocketAddress("127.0.0.1", server.srtPort()));
        members = new Member[size];
        for (int i = 0; i < size; i++) members[i] = new Member(i, habits.get(i % habits.size()));
        for (int i = 0; i < Math.min(size / 10, 900); i++)
            members[i * 10] = new Member(i * 10, i % 2 == 0 ? silent(ice) : rubbish(ice));
        // All of them are there before anything is measured.
        round();
        thread = Thread.ofPlatform().name("crowd").start(this::linger);
    }

    private static Habit silent(int port) {
        return new Habit(port, new byte[0], new byte[0], true);
    }

    private static Habit dripping(int port, String opening, String drip) {
        return new Habit(
                port, opening.getBytes(StandardCharsets.ISO_8859_1), drip.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static Habit rubbish(int port) {
        return new Habit(port, new byte[0], new byte[0], false);
    }

    /// Rounds that all of them have had.
    int rounds() {
        return rounds;
    }

    /// Those that are connected, as far as they know.
    int connected() {
        int connected = 0;
        for (var member : members) if (member.connected) connected++;
        return connected;
    }

    /// How often any of them had to come again.
    long returns() {
        long returns = 0;
        for (var member : members) returns += Math.max(0, member.visits - 1);
        return returns;
    }

    private void linger() {
        try {
            while (!over) {
                round();
                rounds++;
                TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        for (var member : members) {
            if (over) return;
            member.act();
        }
        for (int i = 0; i < DATAGRAMS_A_ROUND; i++) throwSomething(udp.get(i % udp.size()), i);
    }

    private void throwSomething(InetSocketAddress to, int kind) {
        var bytes = chance(20 + random.nextInt(1_200));
        // Half of it looks like the beginning of something: a check, a hello, media; a hello of SRT.
        var beginnings = new byte[][] {
            {0, 1, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42},
            {22, (byte) 0xFE, (byte) 0xFD, 0},
            {(byte) 0x80, 96},
            {(byte) 0x80, 0, 0, 0}
        };
        var beginning = beginnings[kind / 2 % beginnings.length];
        if (kind % 4 < 2) System.arraycopy(beginning, 0, bytes, 0, beginning.length);
        try {
            datagrams.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException _) {
            return; // The queue is full, which is what it is for.
        }
    }

    private byte[] chance(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
        for (var member : members) member.leave();
        datagrams.close();
    }

    /// One of them, on the crowd's thread.
    private final class Member {
        private final int number;
        private final Habit habit;
        private Socket socket = new Socket();
        private volatile boolean connected;
        private volatile int visits;

        Member(int number, Habit habit) {
            this.number = number;
            this.habit = habit;
        }

        void act() {
            try {
                if (!connected) {
                    come();
                } else if (socket.getInputStream().available() > 0) {
                    socket.getInputStream().skip(65_536);
                } else if (!habit.silent) {
                    socket.getOutputStream().write(habit.drip.length > 0 ? habit.drip : chance(30));
                }
            } catch (IOException _) {
                leave();
            }
        }

        private void come() throws IOException {
            visits++;
            socket = new Socket();
            int home = number / AN_ADDRESS;
            socket.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 1, (byte) (home / 250), (byte) (1 + home % 250)}), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", habit.port), 10_000);
            connected = true;
            socket.getOutputStream().write(habit.opening);
        }

        void leave() {
            connected = false;
            try {
                // Without waiting for what the server still wants to say.
                socket.setSoLinger(true, 0);
            } catch (SocketException _) {
                // It is closed already.
            }
            try {
                socket.close();
            } catch (IOException _) {
                return; // It is of no use any more.
            }
        }
    }
}
