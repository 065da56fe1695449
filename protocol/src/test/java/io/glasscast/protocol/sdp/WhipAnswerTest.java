package io.glasscast.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhipAnswerTest {
    private static Negotiation answer(String text) {
        return WhipAnswer.to(Offer.parse(text).orThrow(), Offers.TERMS);
    }

    private static Negotiated agreed(String name) {
        return (Negotiated) answer(Offers.text(name));
    }

    @Test
    void picksConstrainedBaselineFromChromium() {
        var agreed = agreed("chromium-whip");
        assertThat(agreed.setup()).isEqualTo(Setup.PASSIVE);
        var video = agreed.media().getFirst();
        assertThat(video.codec()).isEqualTo(Codec.H264);
        assertThat(video.payloadType()).isEqualTo(108);
        assertThat(video.rtxPayloadType()).hasValue(109);
        assertThat(video.feedback()).containsExactly("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");
        assertThat(video.ssrcs()).containsExactly(1184076611L);
        assertThat(video.rtxSsrcs()).containsExactly(2558045670L);
        assertThat(video.extensionIds())
                .containsOnlyKeys(Extensions.MID, Extensions.ABS_SEND_TIME, Extensions.TRANSPORT_CC);
        assertThat(video.extensionId(Extensions.TRANSPORT_CC)).hasValue(4);
        assertThat(agreed.media().getLast().codec()).isEqualTo(Codec.OPUS);
        assertThat(agreed.media().getLast().payloadType()).isEqualTo(111);
    }

    /// The whole of an answer, once, so that a change to it is seen.
    @Test
    void writesThis() {
        assertThat(agreed("chromium-whip").sdp().replace("\r\n", "\n")).isEqualTo("""
                v=0
                o=- 42 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=ice-lite
                a=group:BUNDLE 0 1
                a=extmap-allow-mixed
                a=msid-semantic: WMS *
                m=video 9 UDP/TLS/RTP/SAVPF 108 109
                c=IN IP4 0.0.0.0
                a=ice-ufrag:ours
                a=ice-pwd:0123456789abcdefghijkl
                a=ice-options:trickle
                a=fingerprint:%1$s
                a=setup:passive
                a=mid:0
                a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
                a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
                a=recvonly
                a=rtcp-mux
                a=rtcp-rsize
                a=rtpmap:108 H264/90000
                a=rtcp-fb:108 goog-remb
                a=rtcp-fb:108 transport-cc
                a=rtcp-fb:108 ccm fir
                a=rtcp-fb:108 nack
                a=rtcp-fb:108 nack pli
                a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
                a=rtpmap:109 rtx/90000
                a=fmtp:109 apt=108
                a=candidate:1 1 udp 2130706431 192.0.2.1 8443 typ host
                a=end-of-candidates
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                c=IN IP4 0.0.0.0
                a=ice-ufrag:ours
                a=ice-pwd:0123456789abcdefghijkl
                a=ice-options:trickle
                a=fingerprint:%1$s
                a=setup:passive
                a=mid:1
                a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
                a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
                a=recvonly
                a=rtcp-mux
                a=rtcp-rsize
                a=rtpmap:111 opus/48000/2
                a=rtcp-fb:111 transport-cc
                a=fmtp:111 minptime=10;useinbandfec=1
                """.formatted(Offers.FINGERPRINT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium-whip", "ffmpeg-whip", "gstreamer-whip", "android-glasses-whip"})
    void takesEveryPublisherWithVideoAndAudio(String name) {
        var agreed = agreed(name);
        assertThat(agreed.media()).extracting(NegotiatedMedia::codec).containsExactlyInAnyOrder(Codec.H264, Codec.OPUS);
        var answer = Offer.parse(agreed.sdp()).orThrow();
        assertThat(answer.media()).extracting(MediaSection::direction).containsOnly(Direction.RECVONLY);
        assertThat(answer.media()).extracting(section -> section.line().port()).containsOnly(9);
        assertThat(answer.bundle()).isEqualTo(Offers.of(name).bundle());
        assertThat(answer.transport().endOfCandidates()).isTrue();
        assertThat(answer.transport().candidates()).isEqualTo(Offers.TERMS.candidates());
    }

    @Test
    void opensTheHandshakeForThoseWhoWait() {
        var agreed = agreed("ffmpeg-whip");
        assertThat(agreed.setup()).isEqualTo(Setup.ACTIVE);
        assertThat(agreed.sdp()).contains("a=setup:active").doesNotContain("passive");
    }

    @Test
    void prefersH264WhateverTheOrderAndConstrainedBaselineBeforeHigh() {
        var video = agreed("android-glasses-whip").media().getFirst();
        assertThat(video.payloadType()).isEqualTo(125);
        assertThat(video.rtxPayloadType()).hasValue(104);
    }

    @Test
    void tellsThoseWhoMaySendStereoThatItMay() {
        assertThat(agreed("android-glasses-whip").sdp())
                .contains("a=fmtp:111 minptime=10;sprop-stereo=1;useinbandfec=1;stereo=1");
    }

    @Test
    void answersOneSectionWithoutName() {
        var agreed = agreed("single-section-whip");
        assertThat(agreed.media().getFirst().codec()).isEqualTo(Codec.VP8);
        assertThat(agreed.sdp())
                .doesNotContain("a=mid")
                .doesNotContain("BUNDLE")
                .doesNotContain("simulcast")
                .contains("a=setup:passive");
    }

    @Test
    void rejectsDataChannelsAndTakesTheMedia() {
        var agreed = agreed("with-data-channel");
        assertThat(agreed.sdp())
                .contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel")
                .contains("a=group:BUNDLE 1 2\r\n");
        assertThat(agreed.media()).extracting(NegotiatedMedia::payloadType).containsExactly(98, 111);
        assertThat(agreed.media().getFirst().extensionIds()).containsEntry(Extensions.MID, 20);
    }

    @Test
    void takesTheFirstOfTheOthersWithoutH264() {
        var text = Offers.text("chromium-whip").replace("H264/", "H263/");
        assertThat(((Negotiated) answer(text)).media().getFirst().codec()).isEqualTo(Codec.VP8);
        assertThat(((Negotiated) answer(text.replace("VP8/", "XX/")))
                        .media()
                        .getFirst()
                        .codec())
                .isEqualTo(Codec.AV1);
    }

    @ParameterizedTest
    @CsvSource({
        "a=sendonly, a=recvonly, sdp-direction",
        "a=sendonly, a=inactive, sdp-direction",
        "m=audio, m=video, sdp-too-many-sections",
        "a=rtcp-mux, a=x, sdp-no-rtcp-mux",
        "opus/48000, opus/16000, sdp-no-common-codec",
        "a=group:BUNDLE 0 1, a=group:BUNDLE 0, sdp-not-bundled",
        "UDP/TLS/RTP/SAVPF, RTP/AVP, sdp-not-secure",
        "m=video 51472, m=application 9, sdp-no-common-codec",
    })
    void refuses(String from, String to, String why) {
        var text = Offers.text("android-glasses-whip").replace(from, to);
        if (to.startsWith("m=application")) text = text.replace("opus/48000", "x/1");
        assertThat(answer(text)).isInstanceOfSatisfying(Unacceptable.class, refused -> {
            assertThat(refused.why()).isEqualTo(why);
            assertThat(refused.sentence()).endsWith(".");
        });
    }

    @Test
    void refusesAnOfferOfNothing() {
        var text = Offers.text("android-glasses-whip")
                .replace("m=video 51472", "m=video 0")
                .replace("m=audio 9", "m=audio 0");
        assertThat(answer(text))
                .isInstanceOfSatisfying(
                        Unacceptable.class, refused -> assertThat(refused.why()).isEqualTo("sdp-no-media"));
    }
}
