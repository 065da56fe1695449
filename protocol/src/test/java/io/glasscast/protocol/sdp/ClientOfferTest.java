package io.glasscast.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientOfferTest {
    private static final LocalTerms CLIENT = new LocalTerms(
            "theirs",
            "abcdefghijklmnopqrstuv",
            Offers.FINGERPRINT,
            false,
            List.of("candidate:1 1 udp 2130706431 192.0.2.9 50000 typ host"),
            7,
            "glasses");
    private static final List<SentTrack> TRACKS =
            List.of(new SentTrack(Codec.OPUS, "", 3, 0), new SentTrack(Codec.H264, "42e01e", 1, 2));

    @Test
    void publishesToOurOwnServer() {
        var client = ClientOffer.toPublish(CLIENT, TRACKS);
        var offer = Offer.parse(client.sdp()).orThrow();
        assertThat(offer.media())
                .extracting(MediaSection::kind)
                .containsExactly(MediaSection.Kind.VIDEO, MediaSection.Kind.AUDIO);
        assertThat(offer.media()).extracting(MediaSection::direction).containsOnly(Direction.SENDONLY);
        assertThat(offer.transport().candidates()).isEqualTo(CLIENT.candidates());

        var server = (Negotiated) WhipAnswer.to(offer, Offers.TERMS);
        var read = (Negotiated) client.read(server.sdp()).orThrow();
        assertThat(read.setup()).isEqualTo(Setup.ACTIVE);
        assertThat(server.setup()).isEqualTo(Setup.PASSIVE);
        assertThat(read.transport().ufrag()).isEqualTo("ours");
        assertThat(read.transport().iceLite()).isTrue();
        assertThat(read.media()).isEqualTo(server.media());
        assertThat(read.media().getFirst().ssrcs()).containsExactly(1L);
        assertThat(read.media().getFirst().rtxSsrcs()).containsExactly(2L);
        assertThat(read.media().getFirst().format().fmtp()).containsEntry("profile-level-id", "42e01e");
    }

    @Test
    void aTrackIsHadInWhicheverOfItsCodecsTheServerTakes() {
        var client = ClientOffer.toPublish(
                CLIENT, List.of(new SentTrack(Codec.VP8, "", 1, 2), new SentTrack(Codec.H264, "42e01f", 7, 8)));
        var offer = Offer.parse(client.sdp()).orThrow();
        assertThat(offer.media()).hasSize(1);
        var server = (Negotiated) WhipAnswer.to(offer, Offers.TERMS);
        var agreed = ((Negotiated) client.read(server.sdp()).orThrow()).media().getFirst();
        assertThat(agreed.codec()).isEqualTo(Codec.H264);
        assertThat(agreed.ssrcs()).as("as announced").containsExactly(1L);
        assertThat(agreed.rtxSsrcs()).containsExactly(2L);
        assertThat(agreed.rtxPayloadType()).hasValue(agreed.payloadType() + 1);
    }

    @Test
    void viewsFromOurOwnServer() {
        var client = ClientOffer.toView(CLIENT, List.of(Codec.VP8, Codec.H264, Codec.OPUS));
        var offer = Offer.parse(client.sdp()).orThrow();
        assertThat(offer.media()).extracting(MediaSection::direction).containsOnly(Direction.RECVONLY);
        var server = (Negotiated) WhepAnswer.to(offer, Offers.TERMS, TRACKS);
        var read = (Negotiated) client.read(server.sdp()).orThrow();
        assertThat(read.media()).isEqualTo(server.media());
        assertThat(read.media()).extracting(NegotiatedMedia::codec).containsExactly(Codec.H264, Codec.OPUS);
        assertThat(read.media().getFirst().ssrcs()).containsExactly(1L);
        assertThat(read.media().getFirst().rtxSsrcs()).containsExactly(2L);
    }

    @Test
    void goesOnWithWhatTheServerTakes() {
        var client = ClientOffer.toView(CLIENT, List.of(Codec.H264, Codec.OPUS));
        var offer = Offer.parse(client.sdp()).orThrow();
        var server = (Negotiated) WhepAnswer.to(offer, Offers.TERMS, TRACKS.subList(0, 1));
        assertThat(((Negotiated) client.read(server.sdp()).orThrow()).media())
                .extracting(NegotiatedMedia::codec)
                .containsExactly(Codec.OPUS);
    }

    @Test
    void refusesBadAnswers() {
        var client = ClientOffer.toPublish(CLIENT, TRACKS);
        var good = ((Negotiated) WhipAnswer.to(Offer.parse(client.sdp()).orThrow(), Offers.TERMS)).sdp();
        assertThat(client.read(good.replace("setup:passive", "setup:actpass")))
                .isEqualTo(Parsed.malformed("sdp-answer-setup"));
        assertThat(client.read(good + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"))
                .isEqualTo(Parsed.malformed("sdp-answer-sections"));
        assertThat(client.read(good.replace("m=audio", "m=video"))).isEqualTo(Parsed.malformed("sdp-answer-sections"));
        assertThat(client.read("")).isEqualTo(Parsed.malformed("sdp-version"));
        assertThat(client.read(good.replace("a=recvonly", "a=inactive")).orThrow())
                .isInstanceOf(Unacceptable.class);
    }
}
