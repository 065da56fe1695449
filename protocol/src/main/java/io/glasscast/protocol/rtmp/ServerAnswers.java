package io.glasscast.protocol.rtmp;

import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a server answers to a client's commands (RTMP §7.2).
final class ServerAnswers {
    /// A version of Adobe's server that clients are known to be content with.
    private static final String SERVER_VERSION = "FMS/3,5,7,7009";

    private static final int SERVER_CAPABILITIES = 31;

    private ServerAnswers() {}

    static Command connected(double transaction) {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("fmsVer", Amf0.of(SERVER_VERSION));
        properties.put("capabilities", Amf0.of(SERVER_CAPABILITIES));
        properties.put("mode", Amf0.of(1));
        properties.putAll(Capabilities.own());
        var information = Command.information(
                "status",
                "NetConnection.Connect.Success",
                "Connection succeeded.",
                Map.of("objectEncoding", Amf0.of(0)));
        return Command.of(Command.RESULT, transaction, new Amf0.Obj(properties), information);
    }

    static Command streamCreated(double transaction, int streamId) {
        return Command.of(Command.RESULT, transaction, new Amf0.Null(), Amf0.of(streamId));
    }

    /// To what has no result worth telling.
    static Command done(double transaction) {
        return Command.of(Command.RESULT, transaction, new Amf0.Null(), new Amf0.Undefined());
    }

    /// A live stream has no length.
    static Command length(double transaction) {
        return Command.of(Command.RESULT, transaction, new Amf0.Null(), Amf0.of(0));
    }

    static Command failed(double transaction, String description) {
        var information = Command.information("error", "NetConnection.Call.Failed", description, Map.of());
        return Command.of(Command.ERROR, transaction, new Amf0.Null(), information);
    }

    /// Adobe's encoder waits for these two before it publishes.
    static Command fcPublished() {
        return fc("onFCPublish", "NetStream.Publish.Start");
    }

    static Command fcUnpublished() {
        return fc("onFCUnpublish", "NetStream.Unpublish.Success");
    }

    static Command fcSubscribed() {
        return fc("onFCSubscribe", "NetStream.Play.Start");
    }

    private static Command fc(String name, String code) {
        return Command.of(name, 0, new Amf0.Null(), Command.information("status", code, "", Map.of()));
    }

    /// Enhanced RTMP v2, "NetConnection.Connect.ReconnectRequest": come back, to where you came from.
    static Command reconnect() {
        return Command.status(
                "status", "NetConnection.Connect.ReconnectRequest", "The server restarts. Please connect again.");
    }
}
