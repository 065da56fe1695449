package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals or opens the records of one direction with AES-GCM (RFC 5288 §3, RFC 5246 §6.2.3.3).
///
/// The nonce is the direction's four secret bytes and eight that each record carries; ours are the record's epoch
/// and sequence number, so none comes twice.
final class RecordCipher {
    static final int SALT_LENGTH = 4;
    private static final int EXPLICIT_NONCE_LENGTH = 8;
    private static final int TAG_LENGTH = 16;
    /// What sealing adds to a fragment.
    static final int OVERHEAD = EXPLICIT_NONCE_LENGTH + TAG_LENGTH;

    private final SecretKeySpec key;
    private final Bytes salt;
    private final Cipher cipher;

    RecordCipher(Bytes key, Bytes salt) {
        this.key = new SecretKeySpec(key.toArray(), "AES");
        this.salt = salt;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    DtlsRecord seal(DtlsRecord plain) {
        var explicit = new ByteWriter(8).u64(plain.number()).toBytes();
        var fragment = plain.fragment();
        try {
            prepare(Cipher.ENCRYPT_MODE, explicit, plain, fragment.length());
            var sealed = new ByteWriter(fragment.length() + OVERHEAD)
                    .bytes(explicit)
                    .bytes(cipher.doFinal(fragment.array(), fragment.arrayOffset(), fragment.length()));
            return new DtlsRecord(plain.type(), plain.version(), plain.epoch(), plain.sequence(), sealed.toBytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing our own record", e);
        }
    }

    /// @return the plain fragment, or nothing when the record is not authentic
    Optional<Bytes> open(DtlsRecord sealed) {
        var fragment = sealed.fragment();
        int length = fragment.length() - OVERHEAD;
        if (length < 0) return Optional.empty();
        try {
            prepare(Cipher.DECRYPT_MODE, fragment.slice(0, EXPLICIT_NONCE_LENGTH), sealed, length);
            var body = fragment.from(EXPLICIT_NONCE_LENGTH);
            return Optional.of(Bytes.of(cipher.doFinal(body.array(), body.arrayOffset(), body.length())));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private void prepare(int mode, Bytes explicit, DtlsRecord header, int plainLength) throws GeneralSecurityException {
        var nonce = new byte[SALT_LENGTH + EXPLICIT_NONCE_LENGTH];
        salt.copyTo(nonce, 0);
        explicit.copyTo(nonce, SALT_LENGTH);
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
        cipher.updateAAD(new ByteWriter(13)
                .u64(header.number())
                .u8(header.type().code)
                .u16(header.version())
                .u16(plainLength)
                .toBytes()
                .array());
    }
}
