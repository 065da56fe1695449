package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// One record as it is on the wire (RFC 6347 §4.1), sealed from epoch 1 on.
/// ```
/// |  type (1)  |  version (2)  |  epoch (2)  |  sequence_number (6)  |  length (2)  |  fragment ...
/// ```
/// @param sequence 48 bits, counted by the sender from 0 in each epoch
record DtlsRecord(ContentType type, int version, int epoch, long sequence, Bytes fragment) {
    static final int HEADER_LENGTH = 13;
    static final int DTLS_1_0 = 0xFEFF;
    static final int DTLS_1_2 = 0xFEFD;

    /// 2^14 plus what a cipher may add (RFC 5246 §6.2.3).
    private static final int MAX_FRAGMENT = (1 << 14) + 2048;

    /// Reads the record that starts `bytes`; more may follow it.
    static Parsed<DtlsRecord> parse(Bytes bytes) {
        if (bytes.length() < HEADER_LENGTH) return malformed("dtls-record-short");
        var type = ContentType.of(bytes.u8(0));
        if (type.isEmpty()) return malformed("dtls-record-type");
        int version = bytes.u16(1);
        // Before the version is agreed, hellos and HelloVerifyRequests come under 1.0 too (RFC 6347 §4.2.1).
        if (version != DTLS_1_2 && version != DTLS_1_0) return malformed("dtls-record-version");
        int length = bytes.u16(11);
        if (length > MAX_FRAGMENT) return malformed("dtls-record-long");
        if (length > bytes.length() - HEADER_LENGTH) return malformed("dtls-record-truncated");
        long sequence = (long) bytes.u16(5) << 32 | bytes.u32(7);
        return ok(new DtlsRecord(type.get(), version, bytes.u16(3), sequence, bytes.slice(HEADER_LENGTH, length)));
    }

    /// Bytes on the wire.
    int length() {
        return HEADER_LENGTH + fragment.length();
    }

    /// The epoch and the sequence number as the 64 bits that ciphers want (RFC 6347 §4.1.2.1).
    long number() {
        return (long) epoch << 48 | sequence;
    }

    /// A copy that does not hold on to the datagram it came in.
    DtlsRecord detached() {
        return new DtlsRecord(type, version, epoch, sequence, Bytes.of(fragment.toArray()));
    }

    Bytes write() {
        return new ByteWriter(length())
                .u8(type.code)
                .u16(version)
                .u64(number())
                .u16(fragment.length())
                .bytes(fragment)
                .toBytes();
    }
}
