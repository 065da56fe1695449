package io.glasscast.gates;

import static io.glasscast.gates.RtmpTown.KEY;
import static io.glasscast.gates.RtmpTown.MS;
import static io.glasscast.gates.RtmpTown.PICTURES;
import static io.glasscast.gates.RtmpTown.SOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our push into our gate.
class RtmpGateTest {
    private final RtmpTown town = new RtmpTown(1);

    @Test
    void aStreamGoesOnElsewhere() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        town.film(publication, true, 1_500);
        var push = town.push(KEY);
        town.film(publication, true, 5_000);

        assertThat(town.told).containsExactly("active");
        assertThat(town.tracks).containsExactly(PICTURES, SOUND);
        assertThat(town.frames(0).getFirst().keyframe()).isTrue();
        assertThat(town.frames(0)).hasSizeBetween(120, 160);
        assertThat(town.frames(1)).hasSizeBetween(240, 320);
        assertApart(town.frames(0), 40);
        assertApart(town.frames(1), 20);
        assertThat(push.bytes()).isPositive();

        push.close(town.simulation.now());
        town.pass(100);
        assertThat(town.told).containsExactly("active", "interrupted");
        assertThat(town.counted).contains("opened false", "closed rtmp-disconnected");
        assertThat(town.gate.connections()).isZero();
    }

    @Test
    void aPushWhoseFarewellFailsLeavesNothingBehind() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        var push = town.push(KEY);
        town.film(publication, true, 3_000);
        assertThat(town.gate.connections()).isEqualTo(1);
        town.breaks = true;
        assertThatThrownBy(() -> push.close(town.simulation.now())).hasMessage("of the test");
        town.pass(100);
        assertThat(town.gate.connections()).isZero();
        assertThat(town.source.viewers()).isZero();
    }

    @Test
    void silenceIsAddedWhereThereIsNoSound() {
        var publication = town.publish(List.of(PICTURES));
        town.push(KEY);
        town.film(publication, false, 5_000);

        assertThat(town.tracks).extracting(track -> track.codec()).containsExactly(Codec.H264, Codec.AAC);
        assertThat(town.frames(1).size()).isBetween(180, 240);
        assertApart(town.frames(1), 21);
    }

    @Test
    void silenceFillsTheTimeInWhichSoundStops() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        town.push(KEY);
        town.film(publication, true, 2_000);
        town.film(publication, false, 4_000);
        town.film(publication, true, 2_000);

        var sound = town.frames(1);
        for (int i = 1; i < sound.size(); i++)
            assertThat(sound.get(i).ptsNanos() - sound.get(i - 1).ptsNanos()).isBetween(1L, 60 * MS);
        assertThat(sound.getLast().ptsNanos())
                .isGreaterThan(town.frames(0).getLast().ptsNanos() - 400 * MS);
    }

    @Test
    void timeRisesThroughAChangeOfPublisher() {
        town.push(KEY);
        town.film(town.publish(List.of(PICTURES, SOUND)), true, 2_000);
        town.film(town.publish(List.of(PICTURES)), false, 2_000);
        town.film(town.publish(List.of(PICTURES, SOUND)), true, 2_000);

        for (int track = 0; track < 2; track++) {
            var frames = town.frames(track);
            for (int i = 1; i < frames.size(); i++)
                assertThat(frames.get(i).dtsNanos())
                        .isGreaterThan(frames.get(i - 1).dtsNanos());
        }
        assertThat(town.told).containsExactly("active");
        assertThat(town.frames(0)).hasSizeGreaterThan(120);
    }

    @Test
    void aWrongKeyIsToldInWords() {
        town.film(town.publish(List.of(PICTURES)), false, 100);
        town.push("wrong-key");
        town.pass(2_000);

        assertThat(town.told).hasSize(1);
        assertThat(town.told.getFirst())
                .startsWith("The destination refused the stream key")
                .doesNotContain("wrong-key");
        assertThat(town.counted).contains("refused rtmp-unknown-name", "closed rtmp-publish-rejected");
    }

    @Test
    void aHostThatIsNotThereIsToldInWords() {
        town.push("nowhere.example", "secret");
        town.pass(1_000);
        assertThat(town.told).containsExactly("There is no host with the name nowhere.example.");
    }

    @Test
    void theNewestPublisherWins() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        town.film(publication, true, 1_000);
        town.push(KEY);
        town.film(publication, true, 2_000);
        town.push(KEY);
        town.film(publication, true, 3_000);

        assertThat(town.told)
                .containsExactly(
                        "active",
                        "active",
                        "The destination refused the stream key."
                                + " It said: \"Somebody else publishes with this key now.\"");
        assertThat(town.gate.connections()).isEqualTo(1);
    }

    @Test
    void aDestinationThatTakesNothingIsGivenUp() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        var push = town.push(KEY);
        town.film(publication, true, 8_000);
        town.reads = false;
        town.film(publication, true, 9_500);
        assertThat(town.told).containsExactly("active");
        town.film(publication, true, 1_000);

        assertThat(town.told).contains("The destination has not taken any data for 10 seconds.");
        assertThat(push.dropped()).isPositive();
    }

    @Test
    void aDestinationThatFallsBehindGoesOnWithAKeyframe() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        var push = town.push(KEY);
        town.film(publication, true, 3_500);
        // What was on its way still arrives.
        town.pass(100);
        int before = town.frames(0).size();
        town.reads = false;
        town.film(publication, true, 3_000);
        town.reads = true;
        town.film(publication, true, 3_000);

        assertThat(push.dropped()).isPositive();
        assertThat(town.frames(0).get(before).keyframe()).isTrue();
        assertThat(town.frames(0)).hasSizeGreaterThan(before + 30);
    }

    @Test
    void aStreamThatEndsSaysGoodbye() {
        var publication = town.publish(List.of(PICTURES, SOUND));
        town.push(KEY);
        town.film(publication, true, 3_000);
        town.there.close("there", town.simulation.now());
        // So long a publisher may take to go by itself.
        town.pass(3_000);
        town.there.elapse(town.simulation.now());
        town.pass(100);

        assertThat(town.told)
                .containsExactly(
                        "active",
                        "ended",
                        "The destination refused the stream key. It said: \"The stream has ended.\"");
    }

    @Test
    void whoConnectsAndSaysNothingIsClosed() {
        for (int i = 0; i < 300; i++) town.gate.accepted(town.new Side(1_000 + i, false), false, 0);

        assertThat(town.gate.connections()).isEqualTo(300);
        town.pass(6_000);
        assertThat(town.gate.connections()).isZero();
        assertThat(town.counted)
                .filteredOn("closed rtmp-handshake-timeout"::equals)
                .hasSize(300);
    }

    @Test
    void whoGuessesKeysIsShutOutForAWhile() {
        for (int i = 0; i < 40; i++) {
            town.push("guess-" + i);
            town.pass(1_000);
        }
        assertThat(town.counted).filteredOn("refused rtmp-unknown-name"::equals).hasSize(30);
        assertThat(town.counted).filteredOn("refused rtmp-failed-keys"::equals).hasSize(10);

        town.pass(60_000);
        town.film(town.publish(List.of(PICTURES, SOUND)), true, 100);
        town.push(KEY);
        town.pass(2_000);
        assertThat(town.counted).filteredOn("refused rtmp-failed-keys"::equals).hasSize(10);
    }

    @Test
    void aStrangerThatNeverReadsIsClosed() {
        var answers = new int[1];
        var wire = new Wire() {
            @Override
            public TransportAddress remote() {
                return TransportAddress.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
            }

            @Override
            public void write(Bytes bytes) {
                answers[0]++;
            }

            @Override
            public boolean writable() {
                return false;
            }

            @Override
            public void close() {}
        };
        var end = town.gate.accepted(wire, false, 0);
        for (int i = 0; i < 1_000; i++) end.received(Bytes.hex("03"), 0);

        assertThat(town.gate.connections()).isZero();
        assertThat(town.counted).contains("closed rtmp-not-reading");
    }

    private static void assertApart(List<Frame> frames, long millis) {
        for (int i = 1; i < frames.size(); i++)
            assertThat(frames.get(i).ptsNanos() - frames.get(i - 1).ptsNanos())
                    .isBetween((millis - 2) * MS, (millis + 2) * MS);
    }
}
