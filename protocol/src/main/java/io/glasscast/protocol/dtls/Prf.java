package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The pseudorandom function of TLS 1.2 (RFC 5246 §5) and the hash under it.
enum Prf {
    SHA256("SHA-256", "HmacSHA256"),
    SHA384("SHA-384", "HmacSHA384");

    private final String digest;
    private final String mac;

    Prf(String digest, String mac) {
        this.digest = digest;
        this.mac = mac;
    }

    /// `length` bytes out of a secret, a label and a seed.
    Bytes expand(Bytes secret, String label, Bytes seed, int length) {
        var labelled = new ByteWriter()
                .bytes(label.getBytes(StandardCharsets.US_ASCII))
                .bytes(seed)
                .toBytes()
                .toArray();
        try {
            var hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(secret.toArray(), mac));
            var output = new ByteWriter(length + hmac.getMacLength());
            var a = labelled; // A(0)
            while (output.length() < length) {
                a = hmac.doFinal(a); // A(i) = HMAC(secret, A(i-1))
                hmac.update(a);
                output.bytes(hmac.doFinal(labelled));
            }
            return output.toBytes().slice(0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + mac, e);
        }
    }

    Bytes hash(Bytes content) {
        try {
            return Bytes.of(MessageDigest.getInstance(digest).digest(content.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + digest, e);
        }
    }
}
