package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The views that a unit is put together from, joined once when all are there.
final class Pieces {
    /// A 4K keyframe at the best quality has about 1 MB; four times that is room, and bounds what a peer can make us
    /// hold.
    static final int MAX_BYTES = 4 << 20;

    /// [#MAX_BYTES] in packets of 512 bytes. A one-byte piece keeps its whole datagram alive, so bytes alone are no
    /// bound.
    static final int MAX_PIECES = 8192;

    private final List<Bytes> pieces = new ArrayList<>();
    private int length;

    /// @return false when the piece would break a limit; then it was not added
    boolean add(Bytes piece) {
        if (pieces.size() == MAX_PIECES || piece.length() > MAX_BYTES - length) return false;
        pieces.add(piece);
        length += piece.length();
        return true;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    void clear() {
        pieces.clear();
        length = 0;
    }

    /// One copy of everything.
    Bytes join() {
        if (pieces.size() == 1) return pieces.getFirst();
        var joined = new byte[length];
        int at = 0;
        for (var piece : pieces) {
            piece.copyTo(joined, at);
            at += piece.length();
        }
        return Bytes.of(joined);
    }
}
