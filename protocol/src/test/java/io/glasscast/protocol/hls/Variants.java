package io.glasscast.protocol.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads the multivariant playlist, and holds it to what the renditions that it names turn out to be
/// (draft-pantos-hls-rfc8216bis §4.4.6, §6.2.4).
public final class Variants {
    /// Of bits a second, whose seconds are rounded.
    private static final double ROUNDING = 0.0001;
    /// Segments after which the average is no chance any more.
    private static final int SEGMENTS = 5;
    /// What sound, cut between its frames, may be off the pictures' cuts.
    private static final Duration SOUND_FRAME = Duration.ofMillis(25);

    private final List<Client> clients;
    private final boolean steady;

    /// @param clients readers of all renditions
    /// @param steady  whether the camera keeps to one frame rate
    public Variants(List<Client> clients, boolean steady) {
        this.clients = clients;
        this.steady = steady;
    }

    /// Takes the present version, after the clients have taken theirs.
    public void read(Shelf shelf) {
        var lines = shelf.playlist("index.m3u8", false).lines().toList();
        assertThat(lines).startsWith("#EXTM3U", "#EXT-X-VERSION:9");
        var groups = new HashMap<String, Map<String, String>>();
        var named = new HashSet<String>();
        for (int i = 2; i < lines.size(); i++) {
            var attributes =
                    Listed.attributes(lines.get(i).substring(lines.get(i).indexOf(':') + 1));
            if (lines.get(i).startsWith("#EXT-X-MEDIA:")) {
                assertThat(groups.put(Listed.told(attributes, "GROUP-ID"), attributes))
                        .isNull();
                named.add(Listed.told(attributes, "URI"));
            } else {
                assertThat(lines.get(i)).startsWith("#EXT-X-STREAM-INF:");
                var uri = lines.get(++i);
                named.add(uri);
                variant(attributes, uri, groups);
            }
        }
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        clients.stream().map(Client::name).toList());
        aligned();
    }

    private void variant(Map<String, String> attributes, String uri, Map<String, Map<String, String>> groups) {
        var renditions = new ArrayList<>(List.of(client(uri)));
        if (attributes.containsKey("AUDIO")) {
            var group = Objects.requireNonNull(groups.get(attributes.get("AUDIO")), "the group of " + uri);
            var sound = client(Listed.told(group, "URI"));
            assertThat(group)
                    .containsEntry(
                            "CHANNELS",
                            Integer.toString(sound.codings().getLast().channels()));
            if (!renditions.contains(sound)) renditions.add(sound);
        }
        var codecs = new HashSet<String>();
        for (var rendition : renditions) for (var coding : rendition.codings()) codecs.add(coding.codecs());
        assertThat(Listed.told(attributes, "CODECS").split(",")).containsExactlyInAnyOrderElementsOf(codecs);
        rates(attributes, renditions);
        picture(attributes, client(uri));
    }

    private void rates(Map<String, String> attributes, List<Client> renditions) {
        double peak = 0;
        double average = 0;
        for (var rendition : renditions) {
            peak += rendition.peakBitRate();
            average += rendition.averageBitRate();
        }
        long bandwidth = Long.parseLong(Listed.told(attributes, "BANDWIDTH"));
        long averageBandwidth = Long.parseLong(Listed.told(attributes, "AVERAGE-BANDWIDTH"));
        assertThat(bandwidth).isGreaterThanOrEqualTo(averageBandwidth);
        assertThat((double) bandwidth).isGreaterThanOrEqualTo(peak * (1 - ROUNDING));
        if (renditions.getFirst().listed().whole().size() < SEGMENTS) return;
        assertThat((double) bandwidth).isLessThanOrEqualTo(Math.max(peak, averageBandwidth) * (1 + ROUNDING));
        assertThat((double) averageBandwidth).isBetween(0.95 * average, 1.05 * average);
    }

    private void picture(Map<String, String> attributes, Client client) {
        var coding = client.codings().getLast();
        if (coding.width() == 0) {
            assertThat(attributes).doesNotContainKeys("RESOLUTION", "FRAME-RATE");
            return;
        }
        assertThat(attributes).containsEntry("RESOLUTION", coding.width() + "x" + coding.height());
        if (!steady || client.listed().whole().isEmpty()) return;
        double rate = Double.parseDouble(Listed.told(attributes, "FRAME-RATE"));
        assertThat(rate).isBetween(0.98 * client.sampleRate(), 1.02 * client.sampleRate());
    }

    /// Segments of one number begin together, and belong to the same stretch between discontinuities.
    private void aligned() {
        var entries = new HashMap<Long, Listed.Entry>();
        for (var entry : clients.getFirst().listed().entries()) entries.put(entry.msn(), entry);
        for (var client : clients)
            for (var entry : client.listed().entries()) {
                var same = entries.get(entry.msn());
                if (same == null) continue;
                assertThat(entry.discontinuitySequence()).isEqualTo(same.discontinuitySequence());
                assertThat(Duration.between(
                                        same.date().orElseThrow(), entry.date().orElseThrow())
                                .abs())
                        .as("when %d begins", entry.msn())
                        .isLessThan(SOUND_FRAME);
            }
    }

    private Client client(String name) {
        return clients.stream()
                .filter(client -> client.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }
}
