package io.glasscast.api;

/// Where apps dial in, as told to their webhooks.
///
/// @param miniapp `ws(s)://…/ws/miniapp`, for newer clients
/// @param app     `ws(s)://…/app-ws`, for older ones
public record SocketUrls(String miniapp, String app) {
    /// Both, under one base.
    ///
    /// @param httpBase such as `https://cloud.example.org`, without a slash at its end
    public static SocketUrls under(String httpBase) {
        var ws =
                httpBase.startsWith("https:") ? "wss:" + httpBase.substring(6) : httpBase.replaceFirst("^http:", "ws:");
        return new SocketUrls(ws + "/ws/miniapp", ws + "/app-ws");
    }
}
