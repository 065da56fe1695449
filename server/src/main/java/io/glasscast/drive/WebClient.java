package io.glasscast.drive;

import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller.Reply;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// Requests by HTTP/1.1 to addresses that somebody told us, each over a connection of its own. Redirects are
/// for the caller to follow or not: each is another request, whose address is judged like the first.
///
/// The clients that there are look names up by themselves, so that nobody knows which address they dial.
public final class WebClient {
    /// A server on the other side of the world answers within a second; this is for lost packets on the way,
    /// and for servers that start something first.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Honest answers have 2 kB.
    private static final int MAX_BODY = 64 * 1024;

    private static final int PORTION = 8 * 1024;

    private final Outbound outbound;
    private final SSLContext tls;
    private final Duration limit;

    /// @param tls with the certificates that are trusted
    public WebClient(Outbound outbound, SSLContext tls) {
        this(outbound, tls, LIMIT);
    }

    WebClient(Outbound outbound, SSLContext tls, Duration limit) {
        this.outbound = outbound;
        this.tls = tls;
        this.limit = limit;
    }

    /// Asks, and waits for the answer: to be called on a virtual thread, whose interruption ends it.
    ///
    /// @param uri     of scheme `http` or `https`, with a host
    /// @param headers names and values, as they are sent
    public Reply ask(String method, URI uri, Map<String, String> headers, String body) {
        var host = Objects.requireNonNullElse(uri.getHost(), "");
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return switch (outbound.find(host)) {
            case Outbound.Found.Unknown() -> new Reply.Failed(Failure.UNKNOWN_HOST);
            case Outbound.Found.Refused() -> new Reply.Failed(Failure.NOT_ALLOWED);
            case Outbound.Found.At(var addresses) -> {
                var way = new Way(host, port, secure);
                try {
                    yield way.exchange(addresses, request(method, uri, headers, body));
                } catch (IOException e) {
                    yield new Reply.Failed(way.failure(e));
                } catch (IllegalArgumentException _) {
                    // A port that does not exist.
                    yield new Reply.Failed(Failure.UNREACHABLE);
                } finally {
                    way.close();
                }
            }
        };
    }

    private static byte[] request(String method, URI uri, Map<String, String> headers, String body) {
        var ascii = URI.create(uri.toASCIIString());
        var path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        var query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
        var content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + path + query + " HTTP/1.1\r\n");
        head.append("Host: ")
                .append(ascii.getHost())
                .append(ascii.getPort() < 0 ? "" : ":" + ascii.getPort())
                .append("\r\nUser-Agent: Glasscast\r\nConnection: close\r\nContent-Length: ")
                .append(content.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.writeBytes(content);
        return whole.toByteArray();
    }

    /// One connection, and the time it has.
    private final class Way {
        private final String host;
        private final int port;
        private final boolean secure;
        private final long until = System.nanoTime() + limit.toNanos();
        /// Without TLS around it, so that closing it waits for nobody.
        private volatile Socket socket = new Socket(Proxy.NO_PROXY);

        private volatile boolean late;
        private final CompletableFuture<Void> alarm = CompletableFuture.runAsync(
                this::late, CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS));

        Way(String host, int port, boolean secure) {
            this.host = host;
            this.port = port;
            this.secure = secure;
        }

        Reply exchange(List<InetAddress> addresses, byte[] request) throws IOException {
            connect(addresses);
            try (var connection = secure ? shakeHands() : socket) {
                var out = connection.getOutputStream();
                out.write(request);
                out.flush();
                return answer(connection.getInputStream());
            }
        }

        /// To one after the other; each has a fair share of the time that is left.
        private void connect(List<InetAddress> addresses) throws IOException {
            for (int i = 0; ; i++) {
                long share = (until - System.nanoTime()) / (addresses.size() - i);
                try {
                    socket.connect(new InetSocketAddress(addresses.get(i), port), (int)
                            Math.max(1, TimeUnit.NANOSECONDS.toMillis(share)));
                    return;
                } catch (IOException e) {
                    socket.close();
                    if (i + 1 == addresses.size()
                            || late
                            || Thread.currentThread().isInterrupted()) throw e;
                    socket = new Socket(Proxy.NO_PROXY);
                }
            }
        }

        private Socket shakeHands() throws IOException {
            var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, name, port, true);
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        }

        private Reply answer(InputStream in) throws IOException {
            var decoder = new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(MAX_BODY));
            try {
                var portion = new byte[PORTION];
                while (true) {
                    int length = in.read(portion);
                    if (length >= 0) decoder.writeInbound(Unpooled.copiedBuffer(portion, 0, length));
                    // The end of the connection ends a body whose length nobody said.
                    else decoder.finish();
                    var answered = answered(decoder);
                    if (answered.isPresent()) return answered.get();
                    if (length < 0) throw new EOFException("the connection ended within the answer");
                }
            } catch (CodecException e) {
                throw new IOException("no answer by HTTP", e);
            } finally {
                release(decoder);
            }
        }

        private static void release(EmbeddedChannel decoder) {
            try {
                decoder.finishAndReleaseAll();
            } catch (CodecException _) {
                return; // What came behind the answer interests nobody.
            }
        }

        private static Optional<Reply> answered(EmbeddedChannel decoder) throws IOException {
            while (true) {
                FullHttpResponse response = decoder.readInbound();
                if (response == null) return Optional.empty();
                try {
                    if (response.decoderResult().isFailure()) throw new IOException("no answer by HTTP");
                    int status = response.status().code();
                    // What comes before the answer says that it will come.
                    if (status / 100 == 1) continue;
                    return Optional.of(new Reply.Answered(
                            status,
                            Optional.ofNullable(response.headers().get("Location")),
                            response.content().toString(StandardCharsets.UTF_8)));
                } finally {
                    response.release();
                }
            }
        }

        private void late() {
            late = true;
            close();
        }

        Failure failure(IOException problem) {
            if (late || problem instanceof SocketTimeoutException) return Failure.TIMED_OUT;
            if (problem instanceof SSLException) return Failure.TLS;
            if (!(problem instanceof ConnectException)) return Failure.UNREACHABLE;
            return String.valueOf(problem.getMessage()).contains("refused") ? Failure.REFUSED : Failure.TIMED_OUT;
        }

        void close() {
            alarm.cancel(false);
            try {
                socket.close();
            } catch (IOException _) {
                return; // It is of no use any more.
            }
        }
    }
}
