package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.function.Consumer;

/// Messages both ways after the handshake, and what keeps them flowing: chunk sizes, acknowledgements, pings
/// (RTMP §5.4, §7.1.7).
final class MessageFlow {
    /// Messages are sent one behind the other, so nothing waits for the end of a chunk, and nearly every picture fits
    /// into one: its bytes go out as they are. What FFmpeg and SRS use.
    static final int CHUNK_SIZE = 60_000;
    /// How often the peer acknowledges, in bytes. What everybody uses; nothing here waits for acknowledgements.
    static final int WINDOW = 2_500_000;

    static final int PING_REQUEST = 6;
    static final int PING_RESPONSE = 7;

    /// Chunk streams of what we send: control messages have theirs by §5.4, the others are anybody's choice.
    private static final int CONTROL_CHUNKS = 2;

    private static final int COMMAND_CHUNKS = 3;
    private static final int AUDIO_CHUNKS = 4;
    private static final int DATA_CHUNKS = 5;
    private static final int VIDEO_CHUNKS = 6;

    private final ChunkReader reader;
    private final ChunkWriter writer = new ChunkWriter();
    private final Consumer<RtmpMessage> messages;
    private Consumer<Bytes> send = _ -> {};
    private String why = "";
    /// The peer wants an acknowledgement every so many bytes; 0 until it says so.
    private long window;

    private long announcedWindow;
    private long received;
    private long acknowledged;

    /// @param messages takes all messages that are not about the flow itself
    MessageFlow(int messageLimit, Consumer<RtmpMessage> messages) {
        this.reader = new ChunkReader(messageLimit, this::message);
        this.messages = messages;
    }

    void messageLimit(int bytes) {
        reader.messageLimit(bytes);
    }

    /// Takes bytes of the peer; answers and messages come during the call.
    ///
    /// @return why nothing can be understood any more, as a constant
    Optional<String> receive(Bytes bytes, Consumer<Bytes> answers) {
        send = answers;
        received += bytes.length();
        var broken = reader.receive(bytes);
        if (broken.isPresent()) return broken;
        if (!why.isEmpty()) return Optional.of(why);
        if (window > 0 && received - acknowledged >= window) {
            acknowledged = received;
            // §5.4.3: bytes received so far; wraps, as everybody's counter does.
            control(MessageType.ACKNOWLEDGEMENT, received & 0xFFFF_FFFFL, answers);
        }
        return Optional.empty();
    }

    private void message(RtmpMessage message) {
        switch (message.type()) {
            case MessageType.ACKNOWLEDGEMENT -> {}
            case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
                if (message.payload().length() < 4) why = "window-size";
                else window = message.payload().u32(0);
            }
            case MessageType.SET_PEER_BANDWIDTH -> peerBandwidth(message.payload());
            case MessageType.USER_CONTROL -> userControl(message);
            default -> messages.accept(message);
        }
    }

    /// §5.4.5: what limits us is answered with a window of that size, if that is news. The limit itself is TCP's work.
    private void peerBandwidth(Bytes payload) {
        if (payload.length() < 4) {
            why = "peer-bandwidth";
        } else if (payload.u32(0) != announcedWindow) {
            announceWindow(payload.u32(0), send);
        }
    }

    private void userControl(RtmpMessage message) {
        var payload = message.payload();
        if (payload.length() < 2) {
            why = "user-control";
        } else if (payload.u16(0) == PING_REQUEST && payload.length() >= 6) {
            userControl(PING_RESPONSE, payload.u32(2), send);
        } else {
            messages.accept(message);
        }
    }

    void announceWindow(long size, Consumer<Bytes> target) {
        announcedWindow = size;
        control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, size, target);
    }

    /// §5.4.5.
    void peerBandwidth(long size, int limitType, Consumer<Bytes> target) {
        var payload = new ByteWriter(5).u32(size).u8(limitType).toBytes();
        send(RtmpMessage.control(MessageType.SET_PEER_BANDWIDTH, payload), target);
    }

    void enlargeChunks(Consumer<Bytes> target) {
        control(MessageType.SET_CHUNK_SIZE, CHUNK_SIZE, target);
        writer.chunkSize(CHUNK_SIZE);
    }

    void control(int type, long value, Consumer<Bytes> target) {
        send(RtmpMessage.control(type, new ByteWriter(4).u32(value).toBytes()), target);
    }

    /// §7.1.7.
    void userControl(int event, long value, Consumer<Bytes> target) {
        var payload = new ByteWriter(6).u16(event).u32(value).toBytes();
        send(RtmpMessage.control(MessageType.USER_CONTROL, payload), target);
    }

    void send(RtmpMessage message, Consumer<Bytes> target) {
        writer.write(chunkStream(message.type()), message, target);
    }

    /// As [#send], for a message that follows on others than the last that was sent from here.
    void sendAnew(RtmpMessage message, Consumer<Bytes> target) {
        writer.forget(chunkStream(message.type()));
        send(message, target);
    }

    static int chunkStream(int type) {
        return switch (type) {
            case MessageType.AUDIO -> AUDIO_CHUNKS;
            case MessageType.VIDEO -> VIDEO_CHUNKS;
            case MessageType.DATA_AMF0 -> DATA_CHUNKS;
            case MessageType.COMMAND_AMF0 -> COMMAND_CHUNKS;
            default -> CONTROL_CHUNKS;
        };
    }
}
