package io.glasscast.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sound through the real codecs, in this process.
class SoundCraftTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 5 * SECOND;
    private static final long CLOSE = 10_000_000;
    private static final double LOUD = 0.5;

    @AfterEach
    void nothingIsLeftInNativeMemory() {
        assertThat(Lifetime.open()).isZero();
    }

    /// A beep of 200 ms at the beginning of each second but the first.
    private static double beeps(int sample) {
        int within = sample % Sound.SAMPLE_RATE;
        return sample < Sound.SAMPLE_RATE || within >= Sound.SAMPLE_RATE / 5 ? 0 : sine(within);
    }

    private static double sine(int sample) {
        return LOUD * Math.sin(sample * 2 * Math.PI * 1000 / Sound.SAMPLE_RATE);
    }

    private static Coded source(Codec codec, int seconds, IntToDoubleFunction signal) {
        return Coded.of(codec, 2, START, seconds * Sound.SAMPLE_RATE, signal);
    }

    private static void hearsBeepAt(Coded.Heard heard, long ptsNanos) {
        long onset = heard.onsetNanos(ptsNanos - SECOND / 2);
        assertThat(onset).isBetween(ptsNanos - CLOSE, ptsNanos + CLOSE);
        // What a sine's mean power is, less the little that a codec takes.
        assertThat(heard.rms(ptsNanos + 50_000_000, ptsNanos + 150_000_000))
                .isBetween(LOUD / Math.sqrt(2) * 0.9, LOUD / Math.sqrt(2) * 1.05);
    }

    private static void isOnTheGrid(List<Coded.Packet> packets, int frameSamples) {
        long start = packets.getFirst().ptsNanos();
        for (int i = 0; i < packets.size(); i++)
            assertThat(packets.get(i).ptsNanos() - start)
                    .isBetween(Sound.nanos((long) i * frameSamples) - 1, Sound.nanos((long) i * frameSamples) + 1);
    }

    @Test
    void beepsStayWhereTheyAre() {
        var aac = source(Codec.OPUS, 4, SoundCraftTest::beeps).transcoded(Codec.AAC);
        var opus = aac.transcoded(Codec.OPUS);
        var again = opus.transcoded(Codec.AAC);
        for (var coded : List.of(aac, opus, again)) {
            var heard = coded.heard();
            for (int second = 1; second < 4; second++) hearsBeepAt(heard, START + second * SECOND);
        }
        isOnTheGrid(aac.packets(), 1024);
        isOnTheGrid(opus.packets(), 960);
    }

    @Test
    void tellsWhatADecoderMustKnow() {
        var aac = Coded.of(Codec.OPUS, 1, START, Sound.SAMPLE_RATE, SoundCraftTest::sine)
                .transcoded(Codec.AAC);
        assertThat(AudioSpecificConfig.parse(aac.configuration()).orThrow())
                .isEqualTo(AudioSpecificConfig.lc(48_000, 1));
        var opus = source(Codec.AAC, 1, SoundCraftTest::sine).transcoded(Codec.OPUS);
        assertThat(opus.configuration()).isEqualTo(OpusHead.of(2, 312));
    }

    @Test
    void aClockThatIsOffIsFollowed() {
        // Far worse than any clock, so that ten seconds show it.
        var source = source(Codec.OPUS, 10, SoundCraftTest::beeps);
        var slow = new ArrayList<Coded.Packet>();
        for (var packet : source.packets()) slow.add(packet.at(START + (long) ((packet.ptsNanos() - START) * 1.0005)));
        var aac = source.with(slow).transcoded(Codec.AAC);
        isOnTheGrid(aac.packets(), 1024);
        var heard = aac.heard();
        for (int second = 1; second < 10; second++) hearsBeepAt(heard, START + (long) (second * 1.0005 * SECOND));
    }

    @Test
    void lostPacketsLeaveSilenceOfTheirLength() {
        for (var codec : List.of(Codec.OPUS, Codec.AAC)) {
            var source = source(codec, 4, SoundCraftTest::beeps);
            var kept = new ArrayList<>(source.packets());
            // 60 to 100 ms of every half second, in the silence.
            kept.removeIf(packet -> {
                long within = (packet.ptsNanos() - START) % (SECOND / 2);
                return within > 300_000_000 && within < 380_000_000;
            });
            assertThat(kept.size()).isLessThan(source.packets().size() - 15);
            var other = codec == Codec.OPUS ? Codec.AAC : Codec.OPUS;
            var transcoded = source.with(kept).transcoded(other);
            isOnTheGrid(transcoded.packets(), other == Codec.AAC ? 1024 : 960);
            var heard = transcoded.heard();
            for (int second = 1; second < 4; second++) hearsBeepAt(heard, START + second * SECOND);
        }
    }

    @Test
    void soundThatStopsAndComesBackIsNotMadeUpMeanwhile() {
        var source = source(Codec.OPUS, 4, SoundCraftTest::beeps);
        var later = new ArrayList<Coded.Packet>();
        for (var packet : source.packets()) {
            boolean second = packet.ptsNanos() - START > 1_500_000_000L;
            later.add(second ? packet.at(packet.ptsNanos() + 10 * SECOND) : packet);
        }
        var aac = source.with(later).transcoded(Codec.AAC);
        assertThat(aac.packets())
                .noneMatch(packet ->
                        packet.ptsNanos() > START + 1_600_000_000L && packet.ptsNanos() < START + 11_400_000_000L);
        var heard = aac.heard();
        hearsBeepAt(heard, START + SECOND);
        hearsBeepAt(heard, START + 12 * SECOND);
        hearsBeepAt(heard, START + 13 * SECOND);
    }

    @Test
    void timesThatGoBackAreFollowed() {
        var source = source(Codec.OPUS, 3, SoundCraftTest::beeps);
        var jumped = new ArrayList<Coded.Packet>();
        for (var packet : source.packets()) {
            boolean second = packet.ptsNanos() - START > 1_500_000_000L;
            jumped.add(second ? packet.at(packet.ptsNanos() - 3 * SECOND) : packet);
        }
        var aac = source.with(jumped).transcoded(Codec.AAC);
        var packets = aac.packets();
        int at = 1;
        while (packets.get(at).ptsNanos() > packets.get(at - 1).ptsNanos()) at++;
        hearsBeepAt(aac.with(packets.subList(0, at)).heard(), START + SECOND);
        hearsBeepAt(aac.with(packets.subList(at, packets.size())).heard(), START - SECOND);
    }

    @Test
    void damagedPacketsCostThemselvesOnly() {
        for (var codec : List.of(Codec.OPUS, Codec.AAC)) {
            var source = source(codec, 6, SoundCraftTest::beeps);
            var random = new SplittableRandom(3);
            var damaged = new ArrayList<Coded.Packet>();
            for (var packet : source.packets()) {
                boolean hit = packet.ptsNanos() > START + SECOND && packet.ptsNanos() < START + 4 * SECOND;
                damaged.add(hit && random.nextInt(3) == 0 ? damage(packet, random) : packet);
            }
            var heard = source.with(damaged)
                    .transcoded(codec == Codec.OPUS ? Codec.AAC : Codec.OPUS)
                    .heard();
            hearsBeepAt(heard, START + 5 * SECOND);
        }
    }

    private static Coded.Packet damage(Coded.Packet packet, SplittableRandom random) {
        var bytes = packet.payload().toArray();
        for (int i = random.nextInt(8); i >= 0; i--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return new Coded.Packet(
                packet.ptsNanos(), Bytes.of(bytes).slice(0, random.nextBoolean() ? bytes.length : bytes.length / 2));
    }

    @Test
    void otherRatesAndLayouts() {
        for (int rate : new int[] {8_000, 16_000, 22_050, 44_100, 96_000})
            for (int channels : new int[] {1, 2, 6}) {
                if (channels == 6 && rate != 44_100) continue;
                var source = OtherAac.of(rate, channels, START, 3);
                var opus = source.transcoded(Codec.OPUS);
                isOnTheGrid(opus.packets(), 960);
                assertThat(opus.configuration()).isEqualTo(OpusHead.of(Math.min(channels, 2), 312));
                var heard = opus.heard();
                for (int second = 1; second < 3; second++) {
                    long onset = heard.onsetNanos(START + second * SECOND - SECOND / 2);
                    assertThat(onset)
                            .as("%d Hz, %d channels", rate, channels)
                            .isBetween(START + second * SECOND - CLOSE, START + second * SECOND + CLOSE);
                }
            }
    }

    @Test
    void nothingIsToldOfTimesThatAreNotWanted() {
        var source = source(Codec.OPUS, 1, SoundCraftTest::sine);
        var early = new ArrayList<Coded.Packet>();
        for (var packet : source.packets()) early.add(packet.at(packet.ptsNanos() - START));
        assertThat(source.with(early).transcoded(Codec.AAC).packets())
                .allMatch(packet -> packet.ptsNanos() >= 0)
                .hasSizeGreaterThan(40);
    }
}
