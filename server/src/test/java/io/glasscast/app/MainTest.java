package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.glasscast.app.config.FreeDoors;
import io.glasscast.app.house.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --nonsense",
                "nonsense",
                "serve --http",
                "serve --http web",
                "serve --config /none.yaml",
                "demo --ingest rtp",
                "demo --restream ftp://host/live/key",
                "demo --for ever",
                "demo --loss 200%",
                "glasses --cloud nowhere --token t",
                "glasses --cloud http://127.0.0.1:1 --token t --model none",
                "glasses --cloud http://127.0.0.1:1 --token t --battery full",
                "glasses --cloud http://127.0.0.1:1 --token t --battery-at 14%",
                "glasses --cloud http://127.0.0.1:1 --token t --wifi-off-at noon",
                "glasses --cloud http://127.0.0.1:1 --token t --camera-busy --camera-broken",
                "glasses --token t",
                "glasses --cloud http://127.0.0.1:1 --token t --trust nobody.pem",
                "app add"
            })
    void wrongUsageIsTwoAndOneLine(String arguments) {
        try (var ears = new Ears()) {
            assertThat(Main.run(arguments.split(" "))).isEqualTo(Main.USAGE);
            assertThat(ears.said().strip()).startsWith("glasscast: ").doesNotContain("\n");
        }
    }

    @Test
    void failureIsOneAndOneLine() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        try (var ears = new Ears()) {
            assertThat(Main.run(
                            "serve", "--http", "0", "--data", file.resolve("x").toString()))
                    .isEqualTo(Main.FAILED);
            assertThat(ears.said()).contains("glasscast: data: the folder ");
        }
    }

    @Test
    void everyCommandHasHelp() {
        try (var _ = new Ears()) {
            for (var command : Main.commands())
                assertThat(Main.run(command, "--help")).as(command).isZero();
        }
    }

    @Test
    void commandsTalkToTheServerOfTheDataFolder() throws Exception {
        var config = FreeDoors.of(folder).read();
        try (var house = House.open(config)) {
            var added = run("app", "add", "com.example.live", "--permission", "CAMERA", "--json");
            var app = JsonParser.parseString(added).getAsJsonObject();
            assertThat(app.keySet()).containsExactly("packageName", "apiKey");
            assertThat(app.get("apiKey").getAsString()).hasSizeGreaterThan(8);
            assertThat(run("app", "list")).isEqualTo("com.example.live  permissions=CAMERA\n");

            var user = JsonParser.parseString(run("user", "add", "Wearer@Example.com", "--json"))
                    .getAsJsonObject();
            assertThat(user.keySet()).containsExactly("user", "glassesToken");
            assertThat(user.get("user").getAsString()).isEqualTo("wearer@example.com");
            assertThat(run("user", "list", "--json")).isEqualTo("{\"user\":\"wearer@example.com\"}\n");

            assertThat(run("start", "wearer@example.com", "com.example.live")).isEmpty();
            assertThat(run("stop", "wearer@example.com", "com.example.live")).isEmpty();
            assertThat(run("streams", "--json")).isEmpty();
            assertThat(fails("stream", "none")).contains("There is no such stream");
            assertThat(fails("start", "nobody@example.com", "com.example.live")).contains("There is no such user");
            assertThat(fails("app", "add", "com.example.live")).contains("There is an app of this package name");
            assertThat(fails("app", "list", "--admin-token", "wrong")).contains("--admin-token");
            assertThat(house.ready().adminToken().toString())
                    .doesNotContain(house.ready().adminToken().value());

            var issued = JsonParser.parseString(
                            run("token", "add", "board", "--scope", "read", "--expires", "30d", "--json"))
                    .getAsJsonObject();
            assertThat(issued.keySet()).containsExactly("tokenId", "name", "scope", "expiresAt", "token");
            var token = issued.get("token").getAsString();
            assertThat(run("app", "list", "--admin-token", token)).startsWith("com.example.live");
            assertThat(fails("app", "remove", "com.example.live", "--admin-token", token))
                    .contains("This token has the scope read, and admin is needed");
            assertThat(fails("token", "add", "x", "--scope", "root")).contains("scope must be one of");
            var tokenId = issued.get("tokenId").getAsString();
            assertThat(run("token", "list")).startsWith(tokenId + "  name=board  scope=read");
            assertThat(run("token", "remove", tokenId)).isEmpty();
            assertThat(fails("app", "list", "--admin-token", token)).contains("--admin-token");

            assertThat(run("user", "remove", "wearer@example.com")).isEmpty();
            assertThat(run("app", "remove", "com.example.live")).isEmpty();
            assertThat(run("app", "list") + run("user", "list")).isEmpty();
        }
        assertThat(fails("streams")).contains("no server at ");
    }

    private String run(String... arguments) {
        try (var ears = new Ears()) {
            assertThat(Main.run(withData(arguments))).as(ears.said()).isZero();
            return ears.out();
        }
    }

    private String fails(String... arguments) {
        try (var ears = new Ears()) {
            assertThat(Main.run(withData(arguments))).isEqualTo(Main.FAILED);
            return ears.said();
        }
    }

    private String[] withData(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--data");
        all.add(folder.toString());
        return all.toArray(String[]::new);
    }
}
