package io.glasscast.transcode.wire;

import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Messages on a pipe, each behind its length.
public final class MessageStream {
    private static final int PREFIX = 4;

    private MessageStream() {}

    /// Waits for the next message.
    ///
    /// @return empty when the other side has closed the pipe between two messages
    /// @throws IOException when it closed it within one, or when the length is out of bounds
    public static Optional<Bytes> read(InputStream in) throws IOException {
        var prefix = new byte[PREFIX];
        int got = in.readNBytes(prefix, 0, PREFIX);
        if (got == 0) return Optional.empty();
        if (got < PREFIX) throw new IOException("cut off within a length");
        long length = Bytes.of(prefix).u32(0);
        if (length < WorkerMessage.HEADER || length > WorkerMessage.MAX_LENGTH)
            throw new IOException("a message of " + length + " bytes");
        var message = in.readNBytes((int) length);
        if (message.length < length) throw new IOException("cut off within a message");
        return Optional.of(Bytes.of(message));
    }

    /// @throws IllegalArgumentException when the message is longer than any may be
    public static void write(OutputStream out, WorkerMessage message) throws IOException {
        var bytes = message.write();
        if (bytes.length() > WorkerMessage.MAX_LENGTH)
            throw new IllegalArgumentException("a message of " + bytes.length() + " bytes");
        for (int shift = 24; shift >= 0; shift -= 8) out.write(bytes.length() >>> shift);
        out.write(bytes.array(), bytes.arrayOffset(), bytes.length());
    }
}
