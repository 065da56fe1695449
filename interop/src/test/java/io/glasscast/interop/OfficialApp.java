package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.glasscast.api.ControlRoom;

/// An app on the official SDK, of one of its versions, that the server calls by its webhook.
record OfficialApp(Stage stage, ScenarioApp app) {
    /// @param version as for [LineDriver#mentra]
    static OfficialApp of(Stage stage, String version, String packageName) throws Exception {
        var app = ScenarioApp.on(
                stage,
                packageName,
                (name, key, listener) -> LineDriver.mentra(version, stage.http(), name, key, listener));
        var official = new OfficialApp(stage, app);
        official.begin();
        return official;
    }

    /// Begins a session, the first or another one.
    void begin() throws InterruptedException {
        assertThat(stage.house().control().startApp(Stage.WEARER, app.packageName()))
                .isEqualTo(ControlRoom.Outcome.DONE);
        var session = app.next("session", _ -> true);
        assertThat(session.get("sessionId").getAsString()).isEqualTo(Stage.WEARER + "-" + app.packageName());
        assertThat(session.get("userId").getAsString()).isEqualTo(Stage.WEARER);
    }

    void end() throws InterruptedException {
        app.mark();
        assertThat(stage.house().control().stopApp(Stage.WEARER, app.packageName()))
                .isEqualTo(ControlRoom.Outcome.DONE);
        app.next("over", _ -> true);
    }

    /// Calls a method, and waits for its answer, which is a success.
    JsonObject done(String call, JsonObject options) throws InterruptedException {
        return done(app.call(call, options));
    }

    JsonObject done(String call) throws InterruptedException {
        return done(call, new JsonObject());
    }

    JsonObject done(int call) throws InterruptedException {
        var answer = app.answer(call);
        assertThat(answer.get("event").getAsString()).as(answer.toString()).isEqualTo("done");
        return answer.getAsJsonObject("result");
    }

    /// Calls a method that fails.
    ///
    /// @return its words
    String failed(String call, JsonObject options) throws InterruptedException {
        var answer = app.answer(app.call(call, options));
        assertThat(answer.get("event").getAsString()).as(answer.toString()).isEqualTo("failed");
        return answer.get("words").getAsString();
    }

    /// Waits until this went over its socket.
    void awaitWire(String way, String type) throws InterruptedException {
        app.next(
                "wire",
                said -> said.get("way").getAsString().equals(way)
                        && said.get("type").getAsString().equals(type));
    }

    /// The next of its managed statuses.
    JsonObject status() throws InterruptedException {
        return app.next("livestream", _ -> true).getAsJsonObject("status");
    }

    void stopLivestream() throws InterruptedException {
        done("stopLivestream");
        assertThat(status().get("status").getAsString()).isEqualTo("stopped");
    }
}
