package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One Chromium is the glasses, another one watches.
@Tag("interop")
@Tag("alone")
class ChromiumGlassesTest {
    @TempDir
    Path data;

    @Test
    void aBrowserIsAPairOfGlasses() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var glasses = stage.keep(Client.node(
                    "browser/glasses.mjs",
                    stage.http() + "/glasses#token=" + stage.glassesToken(),
                    Tools.picture("glasses-page")));
            var worn = glasses.await("worn", Stage.PATIENCE);
            assertThat(worn.get("address").getAsString())
                    .as("the token does not stay in the address")
                    .doesNotContain("token");
            // By either name.
            assertThat(glasses.await("asked", Stage.PATIENCE).getAsJsonArray("answers"))
                    .hasSize(2)
                    .allSatisfy(answer -> assertThat(answer.toString()).contains("\"snapshot\"", "\"stopped\""));

            var camera = stage.app().camera();
            var urls = Stage.await(camera.startLivestream());
            glasses.await("streaming", Stage.PATIENCE);
            var page = stage.keep(Client.node(
                    "browser/watch.mjs", urls.previewUrl().orElseThrow(), Tools.picture("watch-page-of-a-browser")));
            System.out.println("Chromium to Chromium, first frame: " + page.await("cold", Stage.PATIENCE));
            System.out.println("Chromium to Chromium, first frame: " + page.await("warm", Stage.PATIENCE));
            assertThat(page.await("sound", Stage.PATIENCE).get("energy").getAsDouble())
                    .isPositive();
            var watching = page.await("watching", Stage.PATIENCE);
            System.out.println("Chromium to Chromium: " + watching);
            assertThat(watching.get("framesDecoded").getAsInt()).isPositive();
            System.out.println("Chromium as glasses: " + glasses.await("pictured", Stage.PATIENCE));

            Stage.await(camera.stopLivestream());
            glasses.await("idle", Stage.PATIENCE);
        }
    }
}
