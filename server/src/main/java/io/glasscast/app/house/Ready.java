package io.glasscast.app.house;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.OptionalInt;

/// The doors as they are, once all are open.
///
/// @param http   where this machine reaches the HTTP door; empty text when it is closed
/// @param webrtc the port of WebRTC; empty when it is closed
public record Ready(String http, OptionalInt webrtc, AdminToken adminToken, long startMs) {
    /// One line for scripts. SRT and RTMP are null until those doors exist.
    public String json() {
        var json = new JsonObject();
        json.addProperty("event", "ready");
        if (http.isEmpty()) json.add("http", JsonNull.INSTANCE);
        else json.addProperty("http", http);
        if (webrtc.isPresent()) json.addProperty("webrtc", webrtc.getAsInt());
        else json.add("webrtc", JsonNull.INSTANCE);
        for (var door : new String[] {"srt", "rtmp", "rtmps"}) json.add(door, JsonNull.INSTANCE);
        json.addProperty("adminToken", adminToken.value());
        json.addProperty("startMs", startMs);
        return json.toString();
    }

    @Override
    public String toString() {
        return http;
    }
}
