package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.flv.FlvTag;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Media messages in chunks that all players of a stream can be sent, because each says only how it follows on the
/// one before it of its kind (RTMP §5.3.1.2.2). When a player's time begins, and the number of its message stream, are
/// in the first message of each kind that it is sent: see [RtmpServerPeer.Input.Media].
public final class SharedMessages {
    /// A type 1 header, an extended timestamp, and what is between chunks of a picture of some megabytes.
    private static final int ROOM = 64;

    private final Map<FlvTag.Kind, Long> last = new EnumMap<>(FlvTag.Kind.class);

    /// @param tags   as they were given, looking into `chunks` where they can
    /// @param chunks all of them
    public record Batch(List<FlvTag> tags, Bytes chunks) {
        public static final Batch EMPTY = new Batch(List.of(), Bytes.EMPTY);
    }

    /// Writes tags, which follow on all that were written before.
    public Batch write(List<FlvTag> tags) {
        if (tags.isEmpty()) return Batch.EMPTY;
        int size = 0;
        for (var tag : tags) size += tag.body().length() + ROOM;
        var chunks = new ByteWriter(size);
        var starts = new int[tags.size()];
        for (int i = 0; i < starts.length; i++) starts[i] = write(tags.get(i), chunks);
        var all = chunks.take();
        var views = new ArrayList<FlvTag>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            var tag = tags.get(i);
            // A body of several chunks is not in one piece.
            views.add(
                    tag.body().length() > MessageFlow.CHUNK_SIZE
                            ? tag
                            : new FlvTag(
                                    tag.kind(),
                                    tag.timestampMillis(),
                                    all.slice(starts[i], tag.body().length())));
        }
        return new Batch(List.copyOf(views), all);
    }

    /// @return where its body begins
    private int write(FlvTag tag, ByteWriter chunks) {
        var before = last.put(tag.kind(), tag.timestampMillis());
        long delta = before == null ? 0 : tag.timestampMillis() - before & 0xFFFF_FFFFL;
        int type = tag.kind().type();
        var message = new RtmpMessage(type, 0, tag.timestampMillis(), tag.body());
        int chunkStream = MessageFlow.chunkStream(type);
        chunks.bytes(ChunkWriter.header(chunkStream, 1, message, delta));
        int start = chunks.length();
        ChunkWriter.payload(chunkStream, tag.body(), delta, MessageFlow.CHUNK_SIZE, chunks::bytes);
        return start;
    }
}
