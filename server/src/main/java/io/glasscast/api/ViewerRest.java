package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamView;
import io.glasscast.store.ShareLink;
import java.time.Duration;

/// Who may watch a stream, and who does, over HTTP.
final class ViewerRest {
    private static final Duration STANDARD_LIFE = Duration.ofDays(1);

    /// No stream lives longer without somebody who looks after it.
    private static final Duration LONGEST_LIFE = Duration.ofDays(30);

    private final ControlRoom room;

    ViewerRest(ControlRoom room) {
        this.room = room;
    }

    // ---- links

    Reply listLinks(Call call) {
        if (unknown(call)) return noSuchStream();
        var array = new JsonArray();
        for (var link : room.links().of(call.path("streamId"))) array.add(json(link));
        return Reply.ok(array);
    }

    Reply addLink(Call call) {
        long seconds = call.body().has("expiresIn") ? call.number("expiresIn").orElse(0) : STANDARD_LIFE.toSeconds();
        if (seconds < 1 || seconds > LONGEST_LIFE.toSeconds())
            return Reply.problem(
                    400, "Malformed", "expiresIn must be a number of seconds from 1 to " + LONGEST_LIFE.toSeconds());
        if (unknown(call)) return noSuchStream();
        var made = room.links().make(call.path("streamId"), call.text("name").orElse(""), Duration.ofSeconds(seconds));
        return switch (made) {
            case ShareLinks.Made.Done(var link, var secret) -> {
                var json = json(link);
                json.addProperty("token", secret);
                ControlRest.addUrls(json, room.playback(new StreamNames(link.streamId(), "", secret)));
                yield Reply.created(json);
            }
            case ShareLinks.Made.NoSuchStream() -> noSuchStream();
            case ShareLinks.Made.TooMany() -> Reply.problem(409, "Too many", "The stream has too many links");
        };
    }

    Reply removeLink(Call call) {
        return room.links().revoke(call.path("streamId"), call.path("shareId"))
                ? Reply.done()
                : Reply.notFound("There is no such link");
    }

    private static JsonObject json(ShareLink link) {
        var json = new JsonObject();
        json.addProperty("shareId", link.linkId());
        if (!link.name().isEmpty()) json.addProperty("name", link.name());
        json.addProperty("createdAt", link.createdAt().toString());
        json.addProperty("expiresAt", link.expiresAt().toString());
        return json;
    }

    /// The stream's own addresses end, with all who watch at them.
    Reply renewPlayback(Call call) {
        return room.renewPlayback(call.path("streamId"))
                .flatMap(StreamView::names)
                .map(names -> {
                    var json = new JsonObject();
                    json.addProperty("streamId", names.streamId());
                    ControlRest.addUrls(json, room.playback(names));
                    return Reply.ok(json);
                })
                .orElseGet(ViewerRest::noSuchStream);
    }

    // ---- viewers

    Reply listViewers(Call call) {
        if (unknown(call)) return noSuchStream();
        var array = new JsonArray();
        for (var viewing : room.viewers().watching(call.path("streamId"))) array.add(json(viewing));
        return Reply.ok(array);
    }

    /// Players of HLS and DASH cannot be told apart, but by the link they came by: that one ends.
    Reply removeViewer(Call call) {
        var streamId = call.path("streamId");
        var viewing = room.viewers().watching(streamId).stream()
                .filter(one -> one.viewerId().equals(call.path("viewerId")))
                .findFirst();
        if (viewing.isEmpty()) return noSuchViewer();
        if (viewing.get().many()) {
            if (viewing.get().linkId().isEmpty())
                return Reply.problem(
                        409,
                        "Shared",
                        "Players of HLS and DASH at the stream's own address cannot be told apart; renew the address");
            room.links().revoke(streamId, viewing.get().linkId().get());
            return Reply.done();
        }
        return room.viewers().dismiss(streamId, viewing.get().viewerId()) ? Reply.done() : noSuchViewer();
    }

    private static JsonObject json(Viewers.Viewing viewing) {
        var json = new JsonObject();
        json.addProperty("viewerId", viewing.viewerId());
        json.addProperty("protocol", viewing.protocol());
        json.add(
                "shareId",
                viewing.linkId().isPresent()
                        ? new JsonPrimitive(viewing.linkId().get())
                        : JsonNull.INSTANCE);
        json.addProperty("watchingForMs", viewing.forMs());
        return json;
    }

    /// Only managed streams have viewers here, and names that are worth keeping.
    private boolean unknown(Call call) {
        return room.stream(call.path("streamId"))
                .filter(stream -> stream.names().isPresent())
                .isEmpty();
    }

    private static Reply noSuchStream() {
        return Reply.notFound("There is no such stream");
    }

    private static Reply noSuchViewer() {
        return Reply.notFound("There is no such viewer");
    }
}
