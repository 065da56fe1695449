package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import java.util.Optional;

/// Numbers, seals, opens and filters records (RFC 6347 §4.1). There are two epochs: 0 is plain and 1 is sealed,
/// because nobody renegotiates here.
///
/// A record's epoch says which keys it is under, so the ChangeCipherSpec message that announces epoch 1 adds
/// nothing: when it is lost or late, records of epoch 1 are opened all the same.
final class RecordLayer {
    static final int PLAIN = 0;
    static final int SEALED = 1;

    /// What became of a record.
    sealed interface Opened {
        /// Its content, authentic in epoch 1 and anybody's in epoch 0.
        record Content(ContentType type, int epoch, Bytes fragment) implements Opened {}

        /// It is of epoch 1, for which there are no keys yet.
        record Early() implements Opened {}

        record Dropped(String why) implements Opened {}
    }

    private record Keys(RecordCipher ours, RecordCipher theirs) {}

    private final long[] nextSequence = new long[2];
    private final ReplayWindow replay = new ReplayWindow();
    private Optional<Keys> keys = Optional.empty();

    /// From now on epoch 1 can be sealed and opened.
    void protect(RecordCipher ours, RecordCipher theirs) {
        keys = Optional.of(new Keys(ours, theirs));
    }

    /// The next record of `epoch`, as it goes on the wire.
    ///
    /// @param version 1.2 but for a client's first record
    Bytes write(ContentType type, int version, int epoch, Bytes fragment) {
        var plain = new DtlsRecord(type, version, epoch, nextSequence[epoch]++, fragment);
        return epoch == PLAIN
                ? plain.write()
                : keys.orElseThrow().ours().seal(plain).write();
    }

    /// Bytes that a record of `epoch` is longer than its fragment.
    static int overhead(int epoch) {
        return DtlsRecord.HEADER_LENGTH + (epoch == PLAIN ? 0 : RecordCipher.OVERHEAD);
    }

    Opened open(DtlsRecord sealed) {
        // No replay window for epoch 0: anybody could push it ahead and so shut the peer out.
        if (sealed.epoch() == PLAIN) return new Opened.Content(sealed.type(), PLAIN, sealed.fragment());
        if (sealed.epoch() != SEALED) return new Opened.Dropped("dtls-record-epoch");
        if (keys.isEmpty()) return new Opened.Early();
        if (sealed.version() != DtlsRecord.DTLS_1_2) return new Opened.Dropped("dtls-record-version");
        if (!replay.isNew(sealed.sequence())) return new Opened.Dropped("dtls-record-replayed");
        var fragment = keys.get().theirs().open(sealed);
        if (fragment.isEmpty()) return new Opened.Dropped("dtls-record-forged");
        replay.accept(sealed.sequence());
        return new Opened.Content(sealed.type(), SEALED, fragment.get());
    }
}
