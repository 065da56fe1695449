package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.dtls.RecordLayer.Opened;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RecordLayerTest {
    private static final Bytes HELLO = Bytes.utf8("hello");

    private final RecordLayer sender = new RecordLayer();
    private final RecordLayer receiver = new RecordLayer();

    RecordLayerTest() {
        var forth = new Bytes[] {Bytes.hex("00112233445566778899aabbccddeeff"), Bytes.hex("01020304")};
        var back = new Bytes[] {Bytes.hex("ffeeddccbbaa99887766554433221100"), Bytes.hex("05060708")};
        sender.protect(new RecordCipher(forth[0], forth[1]), new RecordCipher(back[0], back[1]));
        receiver.protect(new RecordCipher(back[0], back[1]), new RecordCipher(forth[0], forth[1]));
    }

    @Test
    void opensWhatWasSealed() {
        for (int i = 0; i < 5; i++)
            assertThat(open(seal())).isEqualTo(new Opened.Content(ContentType.ALERT, RecordLayer.SEALED, HELLO));
    }

    @Test
    void dropsRepeatedRecords() {
        var first = seal();
        var second = seal();
        assertThat(open(second)).isInstanceOf(Opened.Content.class);
        assertThat(open(first)).isInstanceOf(Opened.Content.class);
        assertThat(open(first)).isEqualTo(new Opened.Dropped("dtls-record-replayed"));
        assertThat(open(second)).isEqualTo(new Opened.Dropped("dtls-record-replayed"));
        for (int i = 0; i < 64; i++) open(seal());
        assertThat(open(first)).isEqualTo(new Opened.Dropped("dtls-record-replayed"));
    }

    /// Every bit of a record counts: type, epoch, number, nonce, text and tag.
    @Test
    void dropsRecordsWithAnyBitTurned() {
        var whole = seal();
        for (int bit = 0; bit < whole.length() * 8; bit++) {
            var turned = whole.toArray();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            switch (DtlsRecord.parse(Bytes.of(turned))) {
                case io.glasscast.kernel.Parsed.Malformed<DtlsRecord> _ -> {}
                case io.glasscast.kernel.Parsed.Ok<DtlsRecord>(var dtlsRecord) ->
                    assertThat(receiver.open(dtlsRecord)).as("bit %d", bit).satisfies(RecordLayerTest::isNotTaken);
            }
        }
        assertThat(open(whole)).isInstanceOf(Opened.Content.class);
    }

    private static void isNotTaken(Opened opened) {
        // With its epoch turned to 0 a record is nobody's, and so says.
        assertThat(opened instanceof Opened.Content content && content.epoch() == RecordLayer.SEALED)
                .isFalse();
    }

    @Test
    void keepsWhatIsSealedUntilThereAreKeys() {
        var sealed = DtlsRecord.parse(seal()).orThrow();
        assertThat(new RecordLayer().open(sealed)).isEqualTo(new Opened.Early());
    }

    /// The window against a set that remembers everything.
    @Test
    void replayWindowNeverTakesANumberTwice() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            var window = new ReplayWindow();
            var taken = new HashSet<Long>();
            long highest = 0;
            for (int i = 0; i < 2000; i++) {
                long sequence = Math.max(0, highest - 70 + random.nextInt(random.nextInt(20) == 0 ? 300 : 75));
                boolean fresh = window.isNew(sequence);
                if (taken.contains(sequence)) assertThat(fresh).isFalse();
                else if (taken.isEmpty() || sequence > highest - 64)
                    assertThat(fresh).isTrue();
                if (!fresh) continue;
                window.accept(sequence);
                taken.add(sequence);
                highest = Math.max(highest, sequence);
            }
        }
    }

    private Bytes seal() {
        return sender.write(ContentType.ALERT, DtlsRecord.DTLS_1_2, RecordLayer.SEALED, HELLO);
    }

    private Opened open(Bytes wire) {
        return receiver.open(DtlsRecord.parse(wire).orThrow());
    }
}
