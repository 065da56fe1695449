package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.control.OutputAnswer;
import io.glasscast.control.OutputRefusal;
import io.glasscast.control.OutputState;
import io.glasscast.control.OutputView;
import io.glasscast.control.StreamView;
import java.util.List;
import java.util.Optional;

/// Outputs over HTTP, in two dialects: of MentraOS for apps, and our own for the operator.
final class OutputRest {
    private final ControlRoom room;
    private final StreamMeter meter;

    OutputRest(ControlRoom room, StreamMeter meter) {
        this.room = room;
        this.meter = meter;
    }

    // ---- apps

    /// @param app whose key came with the call
    Reply list(Call call, String app) {
        var stream = managed(call);
        if (stream.isEmpty()) return mentra(OutputRefusal.STREAM_NOT_FOUND);
        if (!stream.get().apps().contains(app)) return mentra(OutputRefusal.NOT_A_VIEWER);
        var outputs = stream.get().outputs();
        var array = new JsonArray();
        for (var output : outputs) array.add(mentra(output));
        var reply = new JsonObject();
        reply.addProperty("streamId", stream.get().streamId());
        reply.add("outputs", array);
        reply.addProperty("total", outputs.size());
        reply.addProperty("maxPerStream", OutputView.PER_STREAM);
        reply.addProperty("maxPerApp", OutputView.PER_APP);
        return Reply.ok(reply);
    }

    Reply add(Call call, String app) {
        var url = call.text("url");
        if (url.isEmpty()) return Reply.mentraError(400, "MISSING_PARAM", "url is required");
        return switch (room.addOutput(call.path("streamId"), Optional.of(app), destination(call, url.get()))) {
            case OutputAnswer.Done(var outputId) -> {
                var reply = success("Output added successfully");
                reply.addProperty("outputId", outputId);
                yield Reply.ok(reply);
            }
            case OutputAnswer.Refused(var why) -> mentra(why);
        };
    }

    Reply remove(Call call, String app) {
        return switch (room.removeOutput(call.path("streamId"), Optional.of(app), call.path("outputId"))) {
            case OutputAnswer.Done _ -> Reply.ok(success("Output removed successfully"));
            case OutputAnswer.Refused(var why) -> mentra(why);
        };
    }

    private static JsonObject mentra(OutputView output) {
        var json = new JsonObject();
        json.addProperty("outputId", output.outputId());
        json.addProperty("url", output.url());
        output.name().ifPresent(name -> json.addProperty("name", name));
        output.addedBy().ifPresent(app -> json.addProperty("addedBy", app));
        // The three words that clients know; what has only begun says so beside it.
        json.addProperty(
                "status",
                switch (output.state()) {
                    case ACTIVE -> "active";
                    case ERROR -> "error";
                    case CONNECTING, STOPPED -> "stopped";
                });
        if (output.state() == OutputState.ERROR) json.addProperty("error", output.message());
        else if (!output.message().isEmpty()) json.addProperty("message", output.message());
        return json;
    }

    private static JsonObject success(String message) {
        var json = new JsonObject();
        json.addProperty("success", true);
        json.addProperty("message", message);
        return json;
    }

    private static Reply mentra(OutputRefusal why) {
        return Reply.mentraError(status(why), why.name(), why.words());
    }

    // ---- the operator

    Reply list(Call call) {
        return managed(call)
                .map(stream -> Reply.ok(json(stream)))
                .orElseGet(() -> problem(OutputRefusal.STREAM_NOT_FOUND));
    }

    Reply add(Call call) {
        var destination = destination(call, call.text("url").orElse(""));
        return switch (room.addOutput(call.path("streamId"), Optional.empty(), destination)) {
            case OutputAnswer.Done(var outputId) -> {
                var json = new JsonObject();
                json.addProperty("outputId", outputId);
                yield Reply.created(json);
            }
            case OutputAnswer.Refused(var why) -> problem(why);
        };
    }

    Reply remove(Call call) {
        return switch (room.removeOutput(call.path("streamId"), Optional.empty(), call.path("outputId"))) {
            case OutputAnswer.Done _ -> Reply.done();
            case OutputAnswer.Refused(var why) -> problem(why);
        };
    }

    /// All outputs of a stream, with what flows through them.
    JsonArray json(StreamView stream) {
        var array = new JsonArray();
        List<OutputView> outputs = stream.outputs();
        if (outputs.isEmpty()) return array;
        var flows = meter.outputs(stream.streamId());
        for (var output : outputs) {
            var json = new JsonObject();
            json.addProperty("outputId", output.outputId());
            json.addProperty("url", output.url());
            output.name().ifPresent(name -> json.addProperty("name", name));
            json.add(
                    "addedBy",
                    output.addedBy().isPresent()
                            ? new JsonPrimitive(output.addedBy().get())
                            : JsonNull.INSTANCE);
            json.addProperty("state", output.state().word());
            if (!output.message().isEmpty()) json.addProperty("message", output.message());
            var flow = flows.get(output.outputId());
            if (flow != null) {
                json.addProperty("bytes", flow.bytes());
                json.addProperty("dropped", flow.dropped());
                json.addProperty("attempts", flow.attempts());
                flow.activeForMs().ifPresent(ms -> json.addProperty("activeForMs", ms));
            }
            array.add(json);
        }
        return array;
    }

    private static Reply problem(OutputRefusal why) {
        return Reply.problem(status(why), why.name(), why.words());
    }

    // ---- both

    private Optional<StreamView> managed(Call call) {
        return room.stream(call.path("streamId"))
                .filter(stream -> stream.names().isPresent());
    }

    private static RestreamDestination destination(Call call, String url) {
        return new RestreamDestination(url, call.text("name").filter(name -> !name.isEmpty()));
    }

    private static int status(OutputRefusal why) {
        return switch (why) {
            case INVALID_URL, INVALID_URL_FORMAT -> 400;
            case NOT_A_VIEWER, NOT_AUTHORIZED -> 403;
            case STREAM_NOT_FOUND, OUTPUT_NOT_FOUND -> 404;
            case MAX_OUTPUTS_REACHED, MAX_APP_OUTPUTS_REACHED, DUPLICATE_URL -> 409;
        };
    }
}
