package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Reads what TLS's presentation language describes (RFC 5246 §4), from a stranger.
///
/// A read past the end gives zeros and an empty view, and [#ended()] is false from then on: a parser reads all its
/// fields and asks once whether they were there.
final class TlsReader {
    private final Bytes bytes;
    private int at;
    private boolean overrun;

    TlsReader(Bytes bytes) {
        this.bytes = bytes;
    }

    int u8() {
        return has(1) ? bytes.u8(advance(1)) : 0;
    }

    int u16() {
        return has(2) ? bytes.u16(advance(2)) : 0;
    }

    int u24() {
        return has(3) ? bytes.u24(advance(3)) : 0;
    }

    /// An array of fixed length: `opaque x[length]`.
    Bytes opaque(int length) {
        return has(length) ? bytes.slice(advance(length), length) : Bytes.EMPTY;
    }

    /// `opaque x<0..2^8-1>`.
    Bytes vector8() {
        return opaque(u8());
    }

    /// `opaque x<0..2^16-1>`.
    Bytes vector16() {
        return opaque(u16());
    }

    /// `opaque x<0..2^24-1>`.
    Bytes vector24() {
        return opaque(u24());
    }

    /// `uint16 x<0..2^16-1>`; an odd number of bytes counts as an overrun.
    List<Integer> codes16() {
        var inner = new TlsReader(vector16());
        var codes = new ArrayList<Integer>();
        while (inner.more()) codes.add(inner.u16());
        overrun |= inner.overrun;
        return List.copyOf(codes);
    }

    /// Whether anything is left to read.
    boolean more() {
        return at < bytes.length();
    }

    /// Whether everything was there and nothing is left.
    boolean ended() {
        return !overrun && !more();
    }

    /// Whether everything read so far was there.
    boolean intact() {
        return !overrun;
    }

    /// Bytes read so far.
    int position() {
        return at;
    }

    private boolean has(int count) {
        if (!overrun && count <= bytes.length() - at) return true;
        overrun = true;
        at = bytes.length(); // so that a loop over `more()` ends
        return false;
    }

    private int advance(int count) {
        int before = at;
        at += count;
        return before;
    }
}
