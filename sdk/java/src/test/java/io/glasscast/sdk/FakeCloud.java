package io.glasscast.sdk;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server side of RFC 6455, as little of it as a test needs; what it says is the test's to choose. */
final class FakeCloud implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1, CLOSE = 8, PATIENCE_SECONDS = 10;

    private final ServerSocket door;
    private final BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    private volatile int refusal;

    FakeCloud() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Threads.daemon(this::welcome, "fake-cloud").start();
    }

    URI address() {
        return URI.create("ws://localhost:" + door.getLocalPort());
    }

    /** From now on answers handshakes with this HTTP status; 101 again to let them in. */
    void refuseWith(int status) {
        refusal = status == 101 ? 0 : status;
    }

    /** The next connection. */
    Wire next() throws InterruptedException {
        var wire = wires.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (wire == null) throw new AssertionError("nobody connected");
        return wire;
    }

    /** The next connection, after its handshake. */
    Wire accept() throws InterruptedException, IOException {
        var wire = next();
        wire.expect("tpa_connection_init");
        wire.say(
                "{\"type\":\"tpa_connection_ack\",\"capabilities\":{\"modelName\":\"Mentra Live\",\"hasCamera\":true}}");
        wire.expect("subscription_update");
        return wire;
    }

    boolean isQuiet() {
        return wires.isEmpty();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                var socket = door.accept();
                Threads.daemon(() -> serve(socket), "fake-cloud").start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var headers = headers(in);
            if (refusal != 0) {
                write(socket, "HTTP/1.1 " + refusal + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
            var sha1 = MessageDigest.getInstance("SHA-1");
            var accept = sha1.digest((headers.get("sec-websocket-key") + GUID).getBytes(StandardCharsets.US_ASCII));
            write(
                    socket,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n");
            var wire = new Wire(socket, headers.getOrDefault("", ""));
            wires.add(wire);
            wire.listen(in);
        } catch (IOException | NoSuchAlgorithmException e) {
            // The other side has gone, which tests do on purpose.
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** By lower-case name; the request line under "". */
    private static Map<String, String> headers(DataInputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        var line = new StringBuilder();
        for (int previous = 0, next = in.read(); next >= 0; previous = next, next = in.read()) {
            if (next != '\n' || previous != '\r') {
                line.append((char) next);
                continue;
            }
            var text = line.toString().trim();
            if (text.isEmpty()) break;
            int colon = headers.isEmpty() ? -1 : text.indexOf(':');
            headers.put(
                    colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT),
                    colon < 0 ? text : text.substring(colon + 1).trim());
            line.setLength(0);
        }
        return headers;
    }

    /** One connection, seen from the cloud. */
    static final class Wire {
        private final Socket socket;
        private final String requestLine;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Wire(Socket socket, String requestLine) {
            this.socket = socket;
            this.requestLine = requestLine;
        }

        String requestLine() {
            return requestLine;
        }

        /** The next frame: text, or {@code close 1000}. */
        String hear() throws InterruptedException {
            var frame = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) throw new AssertionError("nothing was said");
            return frame;
        }

        /** The next frame, which must be of this type. */
        String expect(String type) throws InterruptedException {
            var frame = hear();
            if (!frame.contains("\"type\":\"" + type + "\"")) throw new AssertionError(type + " expected: " + frame);
            return frame;
        }

        boolean isQuiet() {
            return heard.isEmpty();
        }

        void say(String text) throws IOException {
            frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        void status(String fields) throws IOException {
            say("{\"type\":\"managed_stream_status\"," + fields + "}");
        }

        void active(String streamId) throws IOException {
            status("\"status\":\"active\",\"streamId\":\"" + streamId + "\",\"hlsUrl\":\"https://c/" + streamId
                    + ".m3u8\",\"dashUrl\":\"https://c/" + streamId + ".mpd\",\"webrtcUrl\":\"https://c/whep/"
                    + streamId
                    + "\",\"previewUrl\":\"https://c/watch/" + streamId + "\"");
        }

        void close(int code, String reason) throws IOException {
            var words = reason.getBytes(StandardCharsets.UTF_8);
            var body = new byte[words.length + 2];
            body[0] = (byte) (code >> 8);
            body[1] = (byte) code;
            System.arraycopy(words, 0, body, 2, words.length);
            frame(CLOSE, body);
        }

        /**
         * As if the network were gone: with a RST, because the JDK's client now and then misses a FIN that comes right
         * behind a frame.
         */
        void cut() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Server frames are not masked; tests say nothing of 64 kB or more. */
        private synchronized void frame(int opcode, byte[] body) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(0x80 | opcode);
            if (body.length < 126) {
                out.write(body.length);
            } else {
                out.write(126);
                out.write(body.length >> 8);
                out.write(body.length);
            }
            out.write(body);
            out.flush();
        }

        private void listen(DataInputStream in) throws IOException {
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte() & 0x7F;
                if (length == 126) length = in.readUnsignedShort();
                var mask = in.readNBytes(4);
                var body = in.readNBytes(length);
                for (int i = 0; i < body.length; i++) body[i] ^= mask[i % 4];
                int opcode = first & 0x0F;
                if (opcode == TEXT) heard.add(new String(body, StandardCharsets.UTF_8));
                if (opcode != CLOSE) continue;
                heard.add("close " + (body.length < 2 ? 1005 : (body[0] & 0xFF) << 8 | (body[1] & 0xFF)));
                frame(CLOSE, body);
                return;
            }
        }
    }
}
