package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.function.Consumer;

/// Packs flights into as few datagrams as they fit in, cutting messages where a datagram ends (RFC 6347 §4.1.1,
/// §4.2.3). A whole flight of ours usually takes one.
final class Datagrams {
    /// What must at least be left in a datagram before it is worth starting a fragment of a longer message there.
    private static final int MIN_FRAGMENT = 32;

    private static final Bytes CHANGE_CIPHER_SPEC = Bytes.of(new byte[] {1});

    private final RecordLayer records;
    private final int mtu;
    private final Consumer<Bytes> out;
    private ByteWriter datagram = new ByteWriter();

    Datagrams(RecordLayer records, int mtu, Consumer<Bytes> out) {
        this.records = records;
        this.mtu = mtu;
        this.out = out;
    }

    void send(Flight flight) {
        for (var item : flight.items()) {
            switch (item) {
                case Flight.Item.ChangeCipherSpec() ->
                    add(ContentType.CHANGE_CIPHER_SPEC, DtlsRecord.DTLS_1_2, RecordLayer.PLAIN, CHANGE_CIPHER_SPEC);
                case Flight.Item.Message(var message) -> add(message);
            }
        }
        flush();
    }

    void sendAlert(int epoch, Bytes alert) {
        add(ContentType.ALERT, DtlsRecord.DTLS_1_2, epoch, alert);
        flush();
    }

    private void add(HandshakeMessage message) {
        int epoch = message.type().epoch();
        int offset = 0;
        do {
            int left = message.body().length() - offset;
            if (room(epoch) < Math.min(left, MIN_FRAGMENT)) flush();
            int size = Math.min(left, room(epoch));
            add(
                    ContentType.HANDSHAKE,
                    version(message.type()),
                    epoch,
                    message.fragment(offset, size).write());
            offset += size;
        } while (offset < message.body().length());
    }

    /// Bytes of a handshake message that still fit.
    private int room(int epoch) {
        return mtu - datagram.length() - RecordLayer.overhead(epoch) - HandshakeFragment.HEADER_LENGTH;
    }

    /// Nothing is agreed yet when these are sent, and middleboxes of old know 1.0 only (RFC 6347 §4.2.1).
    private static int version(HandshakeType type) {
        boolean unagreed = type == HandshakeType.CLIENT_HELLO || type == HandshakeType.HELLO_VERIFY_REQUEST;
        return unagreed ? DtlsRecord.DTLS_1_0 : DtlsRecord.DTLS_1_2;
    }

    private void add(ContentType type, int version, int epoch, Bytes fragment) {
        if (datagram.length() + RecordLayer.overhead(epoch) + fragment.length() > mtu) flush();
        datagram.bytes(records.write(type, version, epoch, fragment));
    }

    private void flush() {
        if (datagram.length() == 0) return;
        out.accept(datagram.toBytes());
        datagram = new ByteWriter();
    }
}
