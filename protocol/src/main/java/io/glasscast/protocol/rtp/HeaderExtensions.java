package io.glasscast.protocol.rtp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The header extension of an RTP packet (RFC 8285), read when asked. Shares the packet's bytes.
/// ```
/// one-byte form (0xBEDE)          two-byte form (0x100_)
/// |  ID   | L-1   | data…         |      ID       |       L       | data…
/// ```
/// Elements are found by the identifier that SDP gave them. Identifier 0 is padding, so 0 also means 'not
/// negotiated' and finds nothing. What follows a broken element is not looked at.
public final class HeaderExtensions {
    public static final HeaderExtensions NONE = new HeaderExtensions(0, Bytes.EMPTY);

    /// One element.
    ///
    /// @param id 1..14 in the one-byte form, 1..255 in the two-byte form
    public record Element(int id, Bytes data) {}

    static final int ONE_BYTE = 0xBEDE;
    static final int TWO_BYTE = 0x1000;
    /// In the one-byte form, the identifier that ends the list (RFC 8285 §4.2).
    private static final int RESERVED_ID = 15;
    private static final int LONGEST_ONE_BYTE = 16;

    private final int profile;
    private final Bytes data;

    private HeaderExtensions(int profile, Bytes data) {
        this.profile = profile;
        this.data = data;
    }

    /// @param profile the 16 bits that name the form; extensions of any other profile hold no elements
    /// @param data    whole 32-bit words
    static HeaderExtensions of(int profile, Bytes data) {
        return new HeaderExtensions(profile, data);
    }

    /// The block that carries `elements`: one-byte form when all of them fit it, else two-byte form.
    ///
    /// @throws IllegalArgumentException when an element fits neither
    public static HeaderExtensions of(List<Element> elements) {
        if (elements.isEmpty()) return NONE;
        boolean oneByte = true;
        for (var element : elements) {
            int length = element.data.length();
            if (element.id < 1 || element.id > 255 || length > 255)
                throw new IllegalArgumentException("no header extension: " + element);
            oneByte &= element.id < RESERVED_ID && length >= 1 && length <= LONGEST_ONE_BYTE;
        }
        var block = new ByteWriter(64);
        for (var element : elements) {
            if (oneByte) block.u8(element.id << 4 | (element.data.length() - 1));
            else block.u8(element.id).u8(element.data.length());
            block.bytes(element.data);
        }
        block.zeros(-block.length() & 3);
        return new HeaderExtensions(oneByte ? ONE_BYTE : TWO_BYTE, block.toBytes());
    }

    /// Whether the packet's header has no extension at all.
    public boolean isNone() {
        return profile == 0 && data.isEmpty();
    }

    /// What the element with `id` carries; possibly empty in the two-byte form.
    public Optional<Bytes> element(int id) {
        long found = find(id);
        return found == ABSENT ? Optional.empty() : Optional.of(data.slice(start(found), length(found)));
    }

    /// All elements in their order.
    public List<Element> elements() {
        var elements = new ArrayList<Element>();
        for (long at = next(0); at != ABSENT; at = next(start(at) + length(at)))
            elements.add(new Element(id(at), data.slice(start(at), length(at))));
        return List.copyOf(elements);
    }

    /// The m-line's identification, UTF-8 (RFC 9143 §15.1).
    public Optional<String> mid(int id) {
        return element(id).map(Bytes::utf8);
    }

    /// The stream's identification within its m-line (RFC 8852 §3.1).
    public Optional<String> rid(int id) {
        return element(id).map(Bytes::utf8);
    }

    /// When the packet left: 6.18 fixed point seconds, wrapping every 64 s. See [AbsSendTime].
    public OptionalInt absSendTime(int id) {
        long found = find(id);
        return found == ABSENT || length(found) != 3 ? OptionalInt.empty() : OptionalInt.of(data.u24(start(found)));
    }

    /// The transport-wide sequence number, 16 bits. The longer element of version 2 is read as far as it agrees.
    public OptionalInt transportSequence(int id) {
        long found = find(id);
        return found == ABSENT || length(found) < 2 ? OptionalInt.empty() : OptionalInt.of(data.u16(start(found)));
    }

    /// When the frame was captured.
    public Optional<AbsCaptureTime> absCaptureTime(int id) {
        return element(id).flatMap(AbsCaptureTime::parse);
    }

    int profile() {
        return profile;
    }

    Bytes data() {
        return data;
    }

    // An element found, without an object for it: identifier, length and start packed into a long.
    private static final long ABSENT = -1;

    private static int id(long found) {
        return (int) (found >>> 48);
    }

    private static int length(long found) {
        return (int) (found >>> 32) & 0xFFFF;
    }

    private static int start(long found) {
        return (int) found;
    }

    private long find(int id) {
        if (id == 0) return ABSENT;
        long found = next(0);
        while (found != ABSENT && id(found) != id) found = next(start(found) + length(found));
        return found;
    }

    /// The first element at or after `at`.
    private long next(int at) {
        boolean oneByte = profile == ONE_BYTE;
        // RFC 8285 §4.3: the low four bits are the application's and are ignored.
        if (!oneByte && (profile & 0xFFF0) != TWO_BYTE) return ABSENT;
        while (at < data.length() && data.u8(at) == 0) at++;
        int header = oneByte ? 1 : 2;
        if (at + header > data.length()) return ABSENT;
        int first = data.u8(at);
        int id = oneByte ? first >>> 4 : first;
        int length = oneByte ? (first & 0x0F) + 1 : data.u8(at + 1);
        // An identifier 0 with a length is to be skipped in the one-byte form (RFC 8285 §4.2); nobody sends it.
        if (oneByte && (id == RESERVED_ID || id == 0)) return ABSENT;
        int start = at + header;
        if (start + length > data.length()) return ABSENT;
        return (long) id << 48 | (long) length << 32 | start;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderExtensions that && profile == that.profile && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return 31 * profile + data.hashCode();
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
