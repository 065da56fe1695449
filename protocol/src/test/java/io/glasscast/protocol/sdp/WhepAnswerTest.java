package io.glasscast.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhepAnswerTest {
    private static final SentTrack OPUS = new SentTrack(Codec.OPUS, "", 300, 0);

    private static SentTrack h264(String profileLevelId) {
        return new SentTrack(Codec.H264, profileLevelId, 100, 200);
    }

    private static Negotiation answer(String text, SentTrack... tracks) {
        return WhepAnswer.to(Offer.parse(text).orThrow(), Offers.TERMS, List.of(tracks));
    }

    @Test
    void sendsBothTracksToChromium() {
        var agreed = (Negotiated) answer(Offers.text("chromium-whep"), h264("42c01f"), OPUS);
        var video = agreed.media().getFirst();
        assertThat(video.payloadType()).isEqualTo(108);
        assertThat(video.rtxPayloadType()).hasValue(109);
        assertThat(video.ssrcs()).containsExactly(100L);
        assertThat(video.rtxSsrcs()).containsExactly(200L);
        assertThat(agreed.media().getLast().ssrcs()).containsExactly(300L);
        assertThat(agreed.media().getLast().rtxSsrcs()).isEmpty();
        assertThat(agreed.sdp())
                .contains("a=sendonly")
                .contains("a=ssrc-group:FID 100 200\r\n")
                .contains("a=ssrc:100 cname:glasscast\r\n", "a=ssrc:200 msid:glasscast video\r\n")
                .contains("a=msid:glasscast audio\r\n");
        var read = Offer.parse(agreed.sdp()).orThrow();
        assertThat(read.media().getFirst().sources().rtxOf()).containsEntry(200L, 100L);
    }

    /// What Chromium offers: 102 is baseline, 108 constrained baseline, 116 main, 41 high 4:4:4; all fragmented.
    @ParameterizedTest
    @CsvSource({"42e01f, 108", "42c028, 108", "42001f, 102", "4d0028, 116", "640028, 116", "'', 108", "f4001f, 41"})
    void picksTheNearestProfile(String stream, int payloadType) {
        var agreed = (Negotiated) answer(Offers.text("chromium-whep"), h264(stream));
        assertThat(agreed.media().getFirst().payloadType()).isEqualTo(payloadType);
    }

    @Test
    void sendsToViewersWithoutRetransmissions() {
        var agreed = (Negotiated) answer(Offers.text("libdatachannel-whep"), h264("640028"), OPUS);
        assertThat(agreed.media().getFirst().rtxPayloadType()).isEmpty();
        assertThat(agreed.media().getFirst().rtxSsrcs()).isEmpty();
        assertThat(agreed.sdp()).doesNotContain("FID").doesNotContain("a=ssrc:200");
    }

    @Test
    void leavesASectionIdleThatNoTrackFits() {
        var agreed = (Negotiated) answer(Offers.text("chromium-whep"), OPUS);
        assertThat(agreed.media()).hasSize(1);
        var read = Offer.parse(agreed.sdp()).orThrow();
        assertThat(read.media())
                .extracting(MediaSection::direction)
                .containsExactly(Direction.INACTIVE, Direction.SENDONLY);
        assertThat(read.media()).allMatch(MediaSection::isActive);
        assertThat(read.bundle()).containsExactly("0", "1");
    }

    @Test
    void sendsAudioWhereTheVideoCodecIsMissing() {
        var text = Offers.text("chromium-whep").replace("H264/", "H263/");
        var agreed = (Negotiated) answer(text, h264("42e01f"), OPUS);
        assertThat(agreed.media()).extracting(NegotiatedMedia::codec).containsExactly(Codec.OPUS);
    }

    @Test
    void refusesWhereNothingFits() {
        assertThat(answer(Offers.text("chromium-whep"), new SentTrack(Codec.H265, "", 1, 2)))
                .isEqualTo(new Unacceptable(
                        "sdp-no-common-codec", "The stream is coded as H265, of which the offer has none."));
        assertThat(answer(Offers.text("chromium-whip"), h264("42e01f"), OPUS))
                .isInstanceOfSatisfying(
                        Unacceptable.class, refused -> assertThat(refused.why()).isEqualTo("sdp-direction"));
    }

    /// Single NAL units would not hold our keyframes.
    @Test
    void sendsH264OnlyInFragments() {
        var text = Offers.text("libdatachannel-whep").replace("packetization-mode=1", "packetization-mode=0");
        assertThat(((Negotiated) answer(text, h264("42e01f"), OPUS)).media())
                .extracting(NegotiatedMedia::codec)
                .containsExactly(Codec.OPUS);
    }

    @ParameterizedTest
    @CsvSource({"VP8, 96", "VP9, 98", "AV1, 45"})
    void sendsOtherCodecsInTheirFirstProfile(Codec codec, int payloadType) {
        var agreed = (Negotiated) answer(Offers.text("chromium-whep"), new SentTrack(codec, "", 1, 2));
        assertThat(agreed.media().getFirst().payloadType()).isEqualTo(payloadType);
    }
}
