package io.glasscast.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {
    @Test
    void readsChromium() {
        var offer = Offers.of("chromium-whip");
        assertThat(offer.bundle()).containsExactly("0", "1");
        assertThat(offer.mixedExtensions()).isTrue();
        assertThat(offer.transport().ufrag()).isEqualTo("MJtZ");
        assertThat(offer.transport().password()).isEqualTo("6pJ/aUgDt5bt+jORA3o1mtMh");
        assertThat(offer.transport().setup()).isEqualTo(Setup.ACTPASS);
        assertThat(offer.transport().candidates()).isEmpty();
        assertThat(offer.transport().iceOptions()).containsExactly("trickle");
        var video = offer.media().getFirst();
        assertThat(video.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(video.codecs()).hasSize(23);
        assertThat(video.rtxOf(108)).hasValue(109);
        assertThat(video.sources().ssrcs()).containsExactly(1184076611L);
        assertThat(video.sources().rtxOf()).isEqualTo(Map.of(2558045670L, 1184076611L));
        var h264 = video.codecs().stream()
                .filter(codec -> codec.payloadType() == 108)
                .findFirst()
                .orElseThrow();
        assertThat(h264.feedback()).containsExactly("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");
        assertThat(h264.h264Profile()).isEqualTo(H264Profile.CONSTRAINED_BASELINE);
        assertThat(h264.packetizationMode()).isEqualTo(1);
        var audio = offer.media().getLast();
        assertThat(audio.codecs().getFirst().name()).isEqualTo("OPUS");
        assertThat(audio.codecs().getFirst().channels()).isEqualTo(2);
    }

    @Test
    void readsFfmpegWhoWaitsForTheHandshake() {
        var offer = Offers.of("ffmpeg-whip");
        assertThat(offer.transport().setup()).isEqualTo(Setup.PASSIVE);
        assertThat(offer.transport().setup().answer()).isEqualTo(Setup.ACTIVE);
        assertThat(offer.media().getLast().sources().rtxOf()).isEqualTo(Map.of(3541253824L, 3541253823L));
    }

    /// RFC 8843 §6: port 0 with bundle-only is not a rejection.
    @Test
    void readsGstreamerWhoseAudioIsBundleOnly() {
        var offer = Offers.of("gstreamer-whip");
        var audio = offer.media().getLast();
        assertThat(audio.line().port()).isZero();
        assertThat(audio.isActive()).isTrue();
        assertThat(audio.rtcpMux()).isTrue();
        assertThat(offer.transport().candidates()).hasSize(9).allMatch(line -> line.startsWith("candidate:"));
        assertThat(offer.transport().endOfCandidates()).isTrue();
        assertThat(offer.media().getFirst().codecs().getFirst().fmtp())
                .containsEntry("sprop-parameter-sets", "Z0LAFdkBQfsBagwMDUoAAAMAAgAAAwB5HixckA==,aMuMsg==");
    }

    @Test
    void readsTheTransportWhereverItStands() {
        assertThat(Offers.of("libdatachannel-whep").transport().fingerprints()).hasSize(1);
        var single = Offers.of("single-section-whip");
        assertThat(single.transport().fingerprints().getFirst()).startsWith("sha-256 7B:8B");
        assertThat(single.transport().setup()).isEqualTo(Setup.ACTIVE);
        assertThat(single.media().getFirst().direction()).isEqualTo(Direction.SENDONLY);
        assertThat(single.media().getFirst().mid()).isEmpty();
    }

    @Test
    void readsWildcardFeedbackAndExtensionDirections() {
        var video = Offers.of("android-glasses-whip").media().getFirst();
        assertThat(video.codecs().getFirst().feedback()).containsExactly("transport-cc", "nack", "nack pli", "ccm fir");
        assertThat(video.extensions()).containsOnlyKeys(1, 2, 4, 13);
        assertThat(Offers.of("with-data-channel").media().get(1).extensions()).isEqualTo(Map.of(20, Extensions.MID));
    }

    @Test
    void lineFeedsAloneEndLinesToo() {
        assertThat(Offers.of("line-feeds-only")).isEqualTo(Offers.of("android-glasses-whip"));
    }

    @ParameterizedTest
    @CsvSource({
        "v=0, v=1, sdp-version",
        "s=-, s, sdp-line",
        "s=-, '', sdp-line",
        "s=-, s=\u0001x, sdp-line",
        "m=audio 9, m=audio 65536, sdp-media-line",
        "m=audio 9, m=audio, sdp-media-line",
        "a=mid:1, a=mid:0, sdp-mid",
        "a=mid:1, a=mid:a b, sdp-mid",
        "a=ice-ufrag:hT9k, a=ice-ufrag:hT9, sdp-ice-credentials",
        "a=ice-pwd:Xk3vQ0rN2m8LpZ1sYt7uWc5b, a=x, sdp-ice-credentials",
        "a=fingerprint:sha-256, a=fingerprint:sha-256 ZZ:, sdp-fingerprint",
        "a=setup:actpass, a=setup:holdconn, sdp-setup",
    })
    void refusesWhatIsMalformed(String from, String to, String why) {
        var text = Offers.text("android-glasses-whip").replace(from, to);
        assertThat(Offer.parse(text)).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void refusesWhatIsTooMuch() {
        var text = Offers.text("android-glasses-whip");
        assertThat(Offer.parse(text + "a=x:" + "x".repeat(SessionDescription.MAX_LENGTH)))
                .isEqualTo(Parsed.malformed("sdp-long"));
        assertThat(Offer.parse(text + "a=x\r\n".repeat(SessionDescription.MAX_LINES)))
                .isEqualTo(Parsed.malformed("sdp-lines"));
        assertThat(Offer.parse(text + "m=video 0 UDP/TLS/RTP/SAVPF 1\r\n".repeat(15)))
                .isEqualTo(Parsed.malformed("sdp-sections"));
        assertThat(Offer.parse(text + "m=video 0 RTP/SAVPF" + " 1".repeat(129) + "\r\n"))
                .isEqualTo(Parsed.malformed("sdp-media-line"));
        assertThat(Offer.parse("v=0\r\n")).isEqualTo(Parsed.malformed("sdp-no-media"));
        assertThat(Offer.parse("")).isEqualTo(Parsed.malformed("sdp-version"));
        var many = text.replace("a=mid:0", "a=candidate:x\r\n".repeat(200) + "a=mid:0");
        assertThat(Offer.parse(many).orThrow().transport().candidates()).hasSizeLessThan(200);
    }

    @Test
    void textOfNoSecretReachesALog() {
        var offer = Offers.of("android-glasses-whip");
        assertThat(offer.toString()).doesNotContain("Xk3vQ0rN2m8LpZ1sYt7uWc5b").doesNotContain("192.168.1.23");
        assertThat(Offers.TERMS.toString()).doesNotContain(Offers.TERMS.password());
    }

    /// RFC 6184 §8.1, table 5.
    @ParameterizedTest
    @CsvSource({
        "42e01f, CONSTRAINED_BASELINE",
        "42c015, CONSTRAINED_BASELINE",
        "42001f, BASELINE",
        "4d001f, MAIN",
        "4D801f, CONSTRAINED_BASELINE",
        "58c01f, CONSTRAINED_BASELINE",
        "58801f, BASELINE",
        "58001f, EXTENDED",
        "64001f, HIGH",
        "640c1f, CONSTRAINED_HIGH",
        "f4001f, HIGH_444",
        "'', BASELINE",
        "zz001f, BASELINE",
    })
    void knowsH264Profiles(String profileLevelId, H264Profile profile) {
        assertThat(H264Profile.of(profileLevelId)).isEqualTo(profile);
    }

    @Test
    void writesWhatItRead() {
        for (var name : List.of("chromium-whip", "chromium-whep", "gstreamer-whip", "ffmpeg-whip"))
            assertThat(SessionDescription.parse(Offers.text(name)).orThrow().write())
                    .isEqualTo(Offers.text(name));
    }

    @Test
    void foldsDirections() {
        for (var direction : Direction.values())
            assertThat(direction.reversed().reversed()).isEqualTo(direction);
        assertThat(Set.of(Direction.SENDONLY.reversed())).containsExactly(Direction.RECVONLY);
    }
}
