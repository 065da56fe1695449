package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.Reassembly.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReassemblyTest {
    private final Reassembly reassembly = new Reassembly();

    /// Random cuts that overlap and repeat, in random order, of several messages at once.
    @Test
    void putsMessagesTogetherHoweverTheyWereCut() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var chance = Chance.seeded(seed);
            var messages = new ArrayList<HandshakeMessage>();
            var fragments = new ArrayList<HandshakeFragment>();
            for (int sequence = 0; sequence < 5; sequence++) {
                int length = sequence == 3 ? 0 : 1 + random.nextInt(700);
                var message = new HandshakeMessage(HandshakeType.CERTIFICATE, sequence, Bytes.of(chance.bytes(length)));
                messages.add(message);
                for (int at = 0; at < length || at == 0; at += 100) {
                    int from = Math.max(0, at - random.nextInt(50));
                    fragments.add(message.fragment(from, Math.min(length, at + 100) - from));
                }
            }
            fragments.addAll(fragments.subList(0, fragments.size() / 2));
            Collections.shuffle(fragments, random);
            var whole = new Reassembly();
            var heard = new ArrayList<HandshakeMessage>();
            for (var fragment : fragments) {
                whole.offer(HandshakeFragment.parse(fragment.write()).orThrow());
                for (var next = whole.next(); next.isPresent(); next = whole.next()) heard.add(next.get());
            }
            assertThat(heard).as("seed %d", seed).isEqualTo(messages);
        }
    }

    @Test
    void tellsWhatIsOld() {
        assertThat(offer(0, 4, 0, 4)).isEqualTo(Verdict.KEPT);
        assertThat(reassembly.next()).isPresent();
        assertThat(offer(0, 4, 0, 4)).isEqualTo(Verdict.OLD);
    }

    @Test
    void keepsNoMoreThanItsLimits() {
        assertThat(offer(0, Reassembly.MAX_MESSAGE + 1, 0, 1)).isEqualTo(Verdict.TOO_LONG);
        assertThat(offer(Reassembly.MAX_AHEAD, 4, 0, 4)).isEqualTo(Verdict.TOO_FAR_AHEAD);
        assertThat(offer(0, Reassembly.MAX_MESSAGE, 0, 1)).isEqualTo(Verdict.KEPT);
        assertThat(offer(1, Reassembly.MAX_MESSAGE, 0, 1)).isEqualTo(Verdict.KEPT);
        assertThat(offer(2, 1, 0, 1)).isEqualTo(Verdict.TOO_MUCH);
    }

    @Test
    void dropsFragmentsThatContradict() {
        assertThat(offer(0, 100, 0, 10)).isEqualTo(Verdict.KEPT);
        assertThat(offer(0, 101, 10, 10)).isEqualTo(Verdict.CONTRADICTORY);
        var other = new HandshakeFragment(HandshakeType.FINISHED, 100, 0, 10, Bytes.of(new byte[10]));
        assertThat(reassembly.offer(other)).isEqualTo(Verdict.CONTRADICTORY);
    }

    @Test
    void givesNothingWhileAByteIsMissing() {
        for (var part : List.of(0, 51)) offer(0, 101, part, 50);
        assertThat(reassembly.next()).isEmpty();
        offer(0, 101, 50, 1);
        assertThat(reassembly.next()).isPresent();
    }

    private Verdict offer(int sequence, int length, int offset, int size) {
        return reassembly.offer(
                new HandshakeFragment(HandshakeType.CERTIFICATE, length, sequence, offset, Bytes.of(new byte[size])));
    }
}
