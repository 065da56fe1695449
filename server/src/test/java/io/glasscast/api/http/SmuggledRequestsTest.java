package io.glasscast.api.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that can be read in two ways, as a proxy in front may read them otherwise than we do: what is hidden in
/// one request never becomes another, and whoever sends such a thing is not listened to any further.
@Timeout(60)
class SmuggledRequestsTest {
    /// In the tables `|` stands for the end of a line, and `HIDDEN` for this.
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final BlockingQueue<String> REFUSED = new LinkedBlockingQueue<>();
    private static final AtomicInteger REACHED = new AtomicInteger();
    private static final Doorstep DOORSTEP = new Doorstep();
    private static final Vertx VERTX = DOORSTEP.vertx(new VertxOptions());
    private static int port;

    @BeforeAll
    static void open() {
        port = HttpDoor.open(
                        VERTX,
                        DOORSTEP,
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        new HttpDoor.Limits(1_000, REFUSED::add),
                        List.of(SmuggledRequestsTest::mount))
                .await()
                .port();
    }

    private static void mount(Router router) {
        router.post("/outer")
                .handler(at -> Bodies.read(
                        at.vertx(),
                        at.request(),
                        Bodies.SDP_BYTES,
                        body -> at.response().end("outer " + body.length())));
        router.get("/plain").handler(at -> at.response().end("plain"));
        router.get("/hidden").handler(at -> {
            REACHED.incrementAndGet();
            at.response().end("hidden");
        });
    }

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @BeforeEach
    void reset() {
        REFUSED.clear();
        REACHED.set(0);
    }

    /// The rig itself: what is well formed is two requests.
    @Test
    void whatIsWellFormedIsReadToItsEndAndGoesOn() throws Exception {
        var heard = talk("POST /outer HTTP/1.1|Host: x|Content-Length: 5||hello"
                + "GET /hidden HTTP/1.1|Host: x|Connection: close||");
        assertThat(heard).contains("outer 5", "hidden");
        assertThat(REACHED).hasValue(1);
    }

    /// Both readings agree that there is one request; which one ends where is not ours to guess.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked|Content-Length: 5||0||HIDDEN",
                "Content-Length: 5|Transfer-Encoding: chunked||0||HIDDEN",
                "Content-Length: 40|Transfer-Encoding: chunked||0||HIDDEN",
                "Transfer-Encoding:| chunked|Content-Length: 5||0||HIDDEN",
                "Transfer-Encoding: chunked||0||HIDDEN",
                "Transfer-Encoding: cHuNkEd||0||HIDDEN",
            })
    void nothingFollowsARequestInChunks(String rest) throws Exception {
        var heard = talk("POST /outer HTTP/1.1|Host: x|" + rest);
        assertThat(heard).containsOnlyOnce("HTTP/1.1 ").doesNotContain("hidden");
        assertThat(REACHED).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two lengths, or none that is one.
                "Content-Length: 5|Content-Length: 0||HIDDEN",
                "Content-Length: 0|Content-Length: 5||HIDDEN",
                "Content-Length: 5, 0||HIDDEN",
                "Content-Length: +0||HIDDEN",
                "Content-Length: -1||HIDDEN",
                "Content-Length: 0x0||HIDDEN",
                "Content-Length: 0 0||HIDDEN",
                "Content-Length: ||HIDDEN",
                "Content-Length: 99999999999999999999||HIDDEN",
                // Codings that are none, or more than one.
                "Transfer-Encoding: identity||HIDDEN",
                "Transfer-Encoding: xchunked||HIDDEN",
                "Transfer-Encoding: chunked, identity||0||HIDDEN",
                "Transfer-Encoding: identity, chunked||0||HIDDEN",
                "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||HIDDEN",
                "Transfer-Encoding: \"chunked\"||0||HIDDEN",
                "Transfer-Encoding: \u000bchunked||0||HIDDEN",
                // Names with something beside them.
                "Content-Length : 0||HIDDEN",
                "Transfer-Encoding : chunked||0||HIDDEN",
                "Transfer-Encoding\t: chunked||0||HIDDEN",
                " Transfer-Encoding: chunked||0||HIDDEN",
                "Content Length: 0||HIDDEN",
                ": 0||HIDDEN",
                "X\u0000: 0||HIDDEN",
                // Line ends that are none.
                "X: a\u0000b||HIDDEN",
                "X: a\rContent-Length: 0||HIDDEN",
                "X: a\nContent-Length: 0||HIDDEN",
                // For whom?
                "Host: y||HIDDEN"
            })
    void whatCanBeReadInTwoWaysIsNotRead(String rest) throws Exception {
        assertRefused("POST /outer HTTP/1.1|Host: x|" + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /outer HTTP/1.1||HIDDEN",
                "POST /outer HTTP/1.0|Host: x|Transfer-Encoding: chunked||0||HIDDEN",
                "POST /outer HTTP/1.1\nHost: x\n\nHIDDEN",
                "POST /outer HTTP/1.1 HTTP/1.1|Host: x||HIDDEN",
                "POST  /outer\u0000 HTTP/1.1|Host: x||HIDDEN",
                "/outer|Host: x||HIDDEN"
            })
    void whatIsNoRequestIsNotRead(String request) throws Exception {
        assertRefused(request);
    }

    private static void assertRefused(String request) throws Exception {
        var heard = talk(request);
        assertThat(heard).matches("(?s)HTTP/1\\.[01] 400 .*").containsOnlyOnce("HTTP/1.");
        assertThat(REACHED).hasValue(0);
        assertThat(REFUSED.poll(30, TimeUnit.SECONDS)).isEqualTo("malformed");
    }

    /// A chunk that does not end where it says. The answer may have begun, so the connection's end is all there is.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;a=\nhello|0||HIDDEN",
                "5;a=\rhello|0||HIDDEN",
                "5\nhello|0||HIDDEN",
                "0x5|hello|0||HIDDEN",
                "5 5|hello|0||HIDDEN",
                "-5|hello|0||HIDDEN",
                "+5|hello|0||HIDDEN",
                "FFFFFFFFFFFFFFFF5|hello|0||HIDDEN",
                "5|helloHIDDEN",
                "|HIDDEN",
                "0|X: a\rb||HIDDEN"
            })
    void aChunkThatIsNoneEndsTheConnection(String chunks) throws Exception {
        var heard = talk("POST /outer HTTP/1.1|Host: x|Transfer-Encoding: chunked||" + chunks);
        assertThat(heard).doesNotContain("hidden").doesNotContain("outer 5HTTP");
        assertThat(REACHED).hasValue(0);
    }

    /// Whoever answers without having read the body reads over it.
    @Test
    void aBodyThatNobodyReadsIsNoRequest() throws Exception {
        var heard = talk("GET /plain HTTP/1.1|Host: x|Content-Length: " + HIDDEN.length() + "||HIDDEN"
                + "GET /plain HTTP/1.1|Host: x|Connection: close||");
        assertThat(heard).containsSubsequence("plain", "plain").doesNotContain("hidden");
        assertThat(REACHED).hasValue(0);
    }

    /// A whole address names the same route as its path alone, whatever host it names (RFC 9112 §3.2.2).
    @Test
    void aWholeAddressIsOneByItsPath() throws Exception {
        assertThat(talk("GET http://other.example/plain HTTP/1.1|Host: x|Connection: close||"))
                .startsWith("HTTP/1.1 200")
                .endsWith("plain");
        assertThat(talk("GET http://x/hidden@other.example/plain HTTP/1.1|Host: x|Connection: close||"))
                .startsWith("HTTP/1.1 404");
        assertThat(REACHED).hasValue(0);
    }

    /// Fields that mean something to HTTP/1 only, and pseudo fields that would be more than one line of it.
    @Test
    void fieldsOfHttp2AreNoLinesOfHttp1() throws Exception {
        var plain = List.of(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/plain");
        assertThat(status(plain)).isEqualTo(200);
        for (var wrong : List.of(
                List.of("transfer-encoding", "chunked"),
                List.of("connection", "keep-alive"),
                List.of("content-length", "5"),
                List.of("x\r\ny", "z"),
                List.of("X-Upper", "z"),
                List.of("x", "a\r\nb: c"),
                List.of(":path", "/hidden"),
                List.of(":status", "200"),
                List.of("", "z"))) {
            var fields = new ArrayList<>(plain);
            fields.addAll(wrong);
            assertThat(status(fields)).as(wrong.toString()).isNotEqualTo(200);
        }
        for (var path : List.of("/hidden HTTP/1.1\r\nHost: x\r\n\r\n", "/plain\r\nX: y", " /plain", "plain"))
            assertThat(status(List.of(":method", "GET", ":scheme", "http", ":authority", "x", ":path", path)))
                    .as(path)
                    .isNotEqualTo(200);
        for (var method : List.of("GET /hidden HTTP/1.1\r\nX: y", "GET GET", ""))
            assertThat(status(List.of(":method", method, ":scheme", "http", ":authority", "x", ":path", "/plain")))
                    .as(method)
                    .isNotEqualTo(200);
        assertThat(REACHED).hasValue(0);
    }

    /// Says that, and hears all there is until the other side hangs up.
    private static String talk(String said) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(said.replace("|", "\r\n").replace("HIDDEN", HIDDEN).getBytes(ISO_8859_1));
            return new String(readAll(socket), ISO_8859_1);
        }
    }

    private static byte[] readAll(Socket socket) throws IOException {
        var heard = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(heard);
        } catch (SocketException _) {
            return heard.toByteArray(); // Reset, since we said more than it would hear.
        }
        return heard.toByteArray();
    }

    /// Asks by HTTP/2 with these names and values in turn; -1 when it is no request to the other side.
    private static int status(List<String> fields) throws IOException {
        var block = new ByteWriter();
        // Literals without indexing, with new names (RFC 7541 §6.2.2).
        for (int i = 0; i < fields.size(); i += 2) {
            block.u8(0);
            for (var text : fields.subList(i, i + 2)) {
                var bytes = text.getBytes(US_ASCII);
                block.u8(bytes.length).bytes(Bytes.of(bytes));
            }
        }
        var headers = block.toBytes();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            var out = new ByteWriter()
                    .bytes(Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                    .u24(0)
                    .u8(4)
                    .u8(0)
                    .u32(0);
            // END_STREAM and END_HEADERS.
            out.u24(headers.length()).u8(1).u8(5).u32(1).bytes(headers);
            socket.getOutputStream().write(out.toBytes().toArray());
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] head = new byte[9];
                try {
                    in.readFully(head);
                } catch (IOException _) {
                    return -1;
                }
                int length = (head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | head[2] & 0xFF;
                var frame = in.readNBytes(length);
                switch (head[3]) {
                    case 1 -> {
                        return status(frame, (head[4] & 0x20) != 0);
                    }
                    case 3, 7 -> {
                        return -1;
                    }
                    default -> {}
                }
            }
        }
    }

    /// `:status` comes first: an entry of the static table, or a literal with its name from there (RFC 7541 §6, App.
    /// A).
    private static int status(byte[] block, boolean withPriority) {
        int at = withPriority ? 5 : 0;
        // The table's new size.
        while ((block[at] & 0xE0) == 0x20) at += (block[at] & 0x1F) == 0x1F ? 3 : 1;
        int first = block[at] & 0xFF;
        var known = List.of(200, 204, 206, 304, 400, 404, 500);
        if ((first & 0x80) != 0) return known.get((first & 0x7F) - 8);
        return 400;
    }
}
