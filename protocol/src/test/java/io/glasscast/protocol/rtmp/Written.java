package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// What a writer makes of a message, in one piece.
final class Written {
    private Written() {}

    static Bytes by(ChunkWriter writer, int chunkStream, RtmpMessage message) {
        var all = new ByteWriter();
        writer.write(chunkStream, message, all::bytes);
        return all.toBytes();
    }
}
