package io.glasscast.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.glasscast.api.http.HttpDoor;
import io.glasscast.contract.Wire;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A WebSocket for code that waits: frames are heard one by one on a virtual thread, and said from any.
///
/// It never holds many frames: when those heard are not [#taken], the peer is no longer read. A peer that does not
/// read us, or does not answer pings, is parted with.
final class TalkingSocket implements SocketEnd {
    /// Frames held before the peer is no longer read, and until it is read again. A start sends about six at once.
    private static final int PAUSE_AT = 64, RESUME_AT = 16;
    /// Characters that a peer may leave unread. All statuses of a long session are less.
    private static final int UNREAD_LIMIT = 256 * 1024;

    private static final long PING_MILLIS = 10_000;

    /// RFC 6455 §7.4.1: the server cannot go on; clients come again.
    private static final int BROKEN = 1011;

    private static final int TOO_BIG = 1009, NOT_TEXT = 1007;

    private final ServerWebSocket socket;
    private final Context context;
    private final LinkedBlockingQueue<Optional<String>> frames = new LinkedBlockingQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicBoolean open = new AtomicBoolean(true);
    /// The message of text that is arriving, as far as it has come; empty while there is none.
    private Optional<Buffer> arriving = Optional.empty();
    private long ticksUnheard;

    /// To be called on the socket's event loop, before it lets go of it, so that no frame is lost.
    ///
    /// @param patience how long a peer may be silent, pongs counting as speech
    TalkingSocket(Vertx vertx, ServerWebSocket socket, Duration patience) {
        this.socket = socket;
        context = vertx.getOrCreateContext();
        socket.frameHandler(this::arrived);
        socket.pongHandler(_ -> ticksUnheard = 0);
        socket.exceptionHandler(this::failed);
        long timer = vertx.setPeriodic(PING_MILLIS, _ -> {
            if (++ticksUnheard * PING_MILLIS > patience.toMillis()) close(BROKEN, "Unheard for too long");
            else socket.writePing(Buffer.buffer("?"));
        });
        socket.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            open.set(false);
            frames.add(Optional.empty());
        });
    }

    /// A frame longer than the server allows, or no WebSocket at all.
    private void failed(Throwable fault) {
        var status = fault instanceof CorruptedWebSocketFrameException corrupted
                ? corrupted.closeStatus()
                : WebSocketCloseStatus.MESSAGE_TOO_BIG;
        close(status.code(), status.reasonText());
    }

    /// A frame of a message, of which there may be several (RFC 6455 §5.4). What is binary is nobody's.
    private void arrived(WebSocketFrame frame) {
        ticksUnheard = 0;
        if (frame.isText()) arriving = Optional.of(Buffer.buffer());
        else if (frame.isBinary()) arriving = Optional.empty();
        else if (!frame.isContinuation()) return;
        if (arriving.isEmpty()) return;
        var message = arriving.get();
        if (message.length() + frame.binaryData().length() > HttpDoor.MESSAGE_BYTES) {
            close(TOO_BIG, WebSocketCloseStatus.MESSAGE_TOO_BIG.reasonText());
            return;
        }
        message.appendBuffer(frame.binaryData());
        if (!frame.isFinal()) return;
        arriving = Optional.empty();
        try {
            heard(UTF_8.newDecoder().decode(ByteBuffer.wrap(message.getBytes())).toString());
        } catch (CharacterCodingException _) {
            // §8.1.
            close(NOT_TEXT, "This is not UTF-8");
        }
    }

    private void heard(String frame) {
        // Of one that is too long only so much is held as shows that it is.
        frames.add(Optional.of(frame.length() > Wire.FRAME_LIMIT ? frame.substring(0, Wire.FRAME_LIMIT + 1) : frame));
        if (held.incrementAndGet() == PAUSE_AT) socket.pause();
    }

    /// Waits for the next frame; empty when the socket has ended.
    Optional<String> hear() throws InterruptedException {
        return frames.take();
    }

    /// Waits for the next frame for so long; empty when the socket has ended, or `patience` has.
    Optional<String> hear(Duration patience) throws InterruptedException {
        var frame = frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return frame == null ? Optional.empty() : frame;
    }

    /// A frame that was heard has been dealt with.
    void taken() {
        if (held.decrementAndGet() == RESUME_AT) context.runOnContext(_ -> socket.resume());
    }

    /// The address that the peer comes from.
    String from() {
        return socket.remoteAddress().hostAddress();
    }

    boolean isOpen() {
        return open.get();
    }

    @Override
    public void say(String frame) {
        if (!open.get()) return;
        int size = frame.length();
        if (unread.addAndGet(size) > UNREAD_LIMIT) close(BROKEN, "Reads too slowly");
        else socket.writeTextMessage(frame).onComplete(_ -> unread.addAndGet(-size));
    }

    @Override
    public void close(int code, String reason) {
        if (open.compareAndSet(true, false)) socket.close((short) code, reason);
    }
}
