package io.glasscast.protocol.rtmp;

import java.util.List;
import java.util.Locale;

/// What a server's refusal means to the person whose stream it is, without the key.
final class Refusals {
    /// Servers explain themselves in a line; what is longer is no explanation.
    private static final int MAX_DESCRIPTION = 200;

    private final RtmpUrl url;

    Refusals(RtmpUrl url) {
        this.url = url;
    }

    /// Whether a status of level `status` is an end all the same.
    static boolean ends(String code) {
        return switch (code) {
            case "NetConnection.Connect.Closed",
                    "NetConnection.Connect.Rejected",
                    "NetConnection.Connect.ReconnectRequest",
                    "NetStream.Unpublish.Success",
                    "NetStream.Publish.BadName",
                    "NetStream.Publish.Denied" -> true;
            default -> false;
        };
    }

    /// @param answer an `_error`, or an `onStatus`
    String sentence(Command answer) {
        var code = answer.information("code");
        var said = said(answer.information("description"));
        return switch (code) {
            case "NetStream.Publish.BadName" ->
                "The destination refused the stream key: it is wrong, or somebody publishes with it already." + said;
            case "NetStream.Publish.Denied", "NetStream.Publish.Unauthorized", "NetStream.Authenticate.UsherToken" ->
                "The destination refused the stream key." + said;
            case "NetConnection.Connect.Rejected", "NetConnection.Connect.InvalidApp" ->
                "The destination refused the connection: its address may be wrong." + said;
            case "NetConnection.Connect.Closed", "NetStream.Unpublish.Success" ->
                "The destination ended the publication." + said;
            case "NetConnection.Connect.ReconnectRequest" -> "The destination asked to connect again." + said;
            default -> "The destination refused to take the stream." + said;
        };
    }

    private String said(String description) {
        if (description.isBlank() || description.length() > MAX_DESCRIPTION) return "";
        var text = description;
        // Some servers repeat what they were sent.
        for (var secret : secrets()) if (!secret.isEmpty()) text = text.replace(secret, "***");
        // Encoded or cut, a key would not be found, so what still looks as if it had some is not shown.
        if (text.toLowerCase(Locale.ROOT).contains("key=")) return "";
        var printable = new StringBuilder();
        text.strip().chars().filter(c -> c >= ' ' && c != 0x7F).forEach(c -> printable.append((char) c));
        return " It said: \"" + printable + "\"";
    }

    private List<String> secrets() {
        var key = url.key();
        int query = key.indexOf('?');
        int appQuery = url.app().indexOf('?');
        return List.of(
                key,
                query < 0 ? "" : key.substring(0, query),
                query < 0 ? "" : key.substring(query + 1),
                appQuery < 0 ? "" : url.app().substring(appQuery + 1),
                url.userInfo().orElse(""));
    }
}
