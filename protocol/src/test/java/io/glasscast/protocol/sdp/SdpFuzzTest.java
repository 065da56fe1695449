package io.glasscast.protocol.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Any text is read or refused; what was read, is written and read again the same; any offer is answered or refused,
/// and every answer of ours can be read.
class SdpFuzzTest {
    private static final List<SentTrack> TRACKS =
            List.of(new SentTrack(Codec.H264, "42e01f", 1, 2), new SentTrack(Codec.OPUS, "", 3, 4));
    private static final ClientOffer CLIENT = ClientOffer.toPublish(Offers.TERMS, TRACKS);

    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        if (SessionDescription.parse(text) instanceof Parsed.Ok<SessionDescription>(var session)) {
            var again = SessionDescription.parse(session.write());
            if (session.write().length() <= SessionDescription.MAX_LENGTH && !again.equals(Parsed.ok(session)))
                throw new AssertionError("reads differently what it wrote");
        }
        if (Offer.parse(text) instanceof Parsed.Ok<Offer>(var offer)) {
            readable(offer, WhipAnswer.to(offer, Offers.TERMS));
            readable(offer, WhepAnswer.to(offer, Offers.TERMS, TRACKS));
        }
        var _ = CLIENT.read(text);
    }

    private static void readable(Offer offer, Negotiation negotiation) {
        if (!(negotiation instanceof Negotiation.Negotiated agreed)) return;
        var answer = Offer.parseAnswer(agreed.sdp()).orThrow();
        if (answer.media().size() != offer.media().size()) throw new AssertionError("sections were lost");
        if (!answer.transport().ufrag().equals("ours")) throw new AssertionError("the answer was written into");
        long carrying = answer.media().stream()
                .filter(section -> section.isActive() && section.direction() != Direction.INACTIVE)
                .count();
        if (carrying != agreed.media().size()) throw new AssertionError("answer and agreement differ");
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("sdp", SdpFuzzTest::fuzz);
    }

    @Test
    void replaysTheCorpusOfFragments() {
        Corpus.replay("sdpfrag", SdpFuzzTest::fuzzFragment);
    }

    static void fuzzFragment(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        if (SdpFragment.parse(text) instanceof Parsed.Ok<SdpFragment>(var fragment)) {
            var again = SdpFragment.parse(fragment.write());
            if (!again.equals(Parsed.ok(fragment)) && fragment.mid().chars().noneMatch(Character::isWhitespace))
                throw new AssertionError("reads differently what it wrote: " + again);
        }
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("sdp")
        @FuzzTest
        void sdp(byte[] input) {
            SdpFuzzTest.fuzz(input);
        }

        @Seeds("sdpfrag")
        @FuzzTest
        void fragment(byte[] input) {
            SdpFuzzTest.fuzzFragment(input);
        }
    }
}
