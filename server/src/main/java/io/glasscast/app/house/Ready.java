package io.glasscast.app.house;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.glasscast.drive.OpenPorts;
import java.util.Optional;

/// The doors as they are, once all are open.
///
/// @param http  where this machine reaches the HTTP door; empty text when it is closed
/// @param ports of the media doors that are open
public record Ready(String http, OpenPorts ports, AdminToken adminToken, long startMs) {
    /// One line for scripts; a door that is closed is null.
    public String json() {
        var json = new JsonObject();
        json.addProperty("event", "ready");
        if (http.isEmpty()) json.add("http", JsonNull.INSTANCE);
        else json.addProperty("http", http);
        add(json, "webrtc", ports.webRtc());
        add(json, "srt", ports.srt());
        add(json, "rtmp", ports.rtmp());
        add(json, "rtmps", ports.rtmps());
        json.addProperty("adminToken", adminToken.value());
        json.addProperty("startMs", startMs);
        return json.toString();
    }

    private static void add(JsonObject json, String door, Optional<Integer> port) {
        if (port.isPresent()) json.addProperty(door, port.get());
        else json.add(door, JsonNull.INSTANCE);
    }

    @Override
    public String toString() {
        return http;
    }
}
