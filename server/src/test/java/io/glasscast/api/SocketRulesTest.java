package io.glasscast.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.api.http.HttpDoor;
import io.glasscast.control.ControlConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What RFC 6455 forbids, byte by byte, at a control socket, and the status that it is closed with (§7.4.1).
@SuppressWarnings("NullAway") // set up before each test
class SocketRulesTest {
    private static final int CLOSE = 0x8;
    private static final int SHORT = 125, IN_TWO_BYTES = 126;

    @TempDir
    private Path folder;

    private Doors doors;
    private Socket socket;
    private DataInputStream in;

    @BeforeEach
    void connect() throws IOException {
        doors = new Doors(folder, ControlConfig.DEFAULT);
        socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(doors.base()).getPort());
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        say("GET /glasses-ws?token=" + doors.glassesToken + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) head.append((char) in.readUnsignedByte());
        assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        doors.close();
    }

    private void say(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(ISO_8859_1));
    }

    /// Frames of a client are masked: here with zeros, so that they stay legible.
    private void frames(String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private record Frame(int opcode, byte[] payload) {}

    private Frame next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        if (length == IN_TWO_BYTES) length = in.readUnsignedShort();
        else assertThat(length).isLessThanOrEqualTo(SHORT);
        var payload = new byte[length];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    private int closed() throws IOException {
        var frame = next();
        while (frame.opcode() != CLOSE) frame = next();
        return (frame.payload()[0] & 0xFF) << 8 | frame.payload()[1] & 0xFF;
    }

    @ParameterizedTest
    @CsvSource({
        "a reserved bit, 1002, C1 81 00000000 61",
        "an opcode that is none, 1002, 83 80 00000000",
        "a control frame that is none, 1002, 8B 80 00000000",
        "a ping in pieces, 1002, 09 80 00000000",
        "the end of nothing, 1002, 80 80 00000000",
        "a message in another, 1002, 01 81 00000000 61 81 81 00000000 61",
        "a frame without a mask, 1002, 81 01 61",
        "half a status, 1002, 88 81 00000000 03",
        "a status that is never sent, 1002, 88 82 00000000 03ED",
        "a reason that is no UTF-8, 1007, 88 83 00000000 03E8 FF",
        "text that is no UTF-8, 1007, 81 81 00000000 FF",
        "text that is none as a whole, 1007, 01 81 00000000 C3 80 81 00000000 28",
        "half a surrogate, 1007, 81 83 00000000 EDA080"
    })
    void whatIsForbiddenClosesTheSocket(String what, int status, String frames) throws IOException {
        frames(frames);
        assertThat(closed()).as(what).isEqualTo(status);
    }

    @Test
    void aMessageInPiecesMayGrowTooLong() throws IOException {
        var piece = "7FFF 00000000" + "61".repeat(0x7FFF);
        frames("01 FE " + piece);
        for (int sent = 0x7FFF; sent <= HttpDoor.MESSAGE_BYTES; sent += 0x7FFF) frames("00 FE " + piece);
        assertThat(closed()).isEqualTo(1009);
    }

    @Test
    void aCharacterInPiecesIsWhole() throws IOException {
        // {"type":"é"}, cut inside of the é, with a ping between the pieces.
        frames("01 8A 00000000 7B2274797065223A22C3 89 80 00000000 80 83 00000000 A9227D");
        frames("88 82 00000000 03E8");
        assertThat(closed()).isEqualTo(1000);
    }
}
