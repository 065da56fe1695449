package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our glasses, and parsers of HLS and DASH that others wrote, in their strict forms.
@Tag("interop")
class StrictParsersTest {
    @TempDir
    Path data;

    @Test
    void takeWhatARunningServerSaysOfAStream() throws Exception {
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var reader = stage.keep(Client.node("formats/strict.mjs", urls.hlsUrl(), urls.dashUrl()));
            // Half a minute must be listed before anything of it can be left out.
            var read = reader.await("read", Stage.PATIENCE.multipliedBy(3));
            System.out.println("Read strictly: " + read);
            assertThat(read.get("multivariant").getAsInt()).as("variants").isEqualTo(2);
            for (var kind : new String[] {"video", "audio"}) {
                assertThat(read.getAsJsonObject("media").get(kind).getAsInt()).isGreaterThan(20);
                assertThat(read.getAsJsonObject("deltas").get(kind).getAsInt()).isGreaterThan(3);
            }
            assertThat(read.get("manifests").getAsInt()).isGreaterThan(10);
        }
    }
}
