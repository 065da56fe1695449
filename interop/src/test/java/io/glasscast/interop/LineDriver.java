package io.glasscast.interop;

import com.google.gson.JsonObject;
import java.net.URI;
import java.util.function.Consumer;

/// An SDK in a process of its own.
record LineDriver(Client client) implements ScenarioApp.Driver {
    private LineDriver(String script, Consumer<JsonObject> listener, String... arguments) {
        this(Client.node(script, arguments));
        Thread.ofVirtual().name("scenario-driver").start(() -> listen(client, listener));
    }

    /// Our own for TypeScript.
    static LineDriver typeScript(String packageName, String apiKey, Consumer<JsonObject> listener) {
        return new LineDriver("scenarios/ts.mjs", listener, packageName, apiKey);
    }

    /// The official one.
    ///
    /// @param version `2`, or `3` for its AppServer, or `3-mini` for its MiniAppServer
    static LineDriver mentra(String version, String packageName, String apiKey, Consumer<JsonObject> listener) {
        return new LineDriver("scenarios/mentra.mjs", listener, version, packageName, apiKey);
    }

    /// The same that knows where the server is: one of them takes its storage from there.
    static LineDriver mentra(
            String version, URI server, String packageName, String apiKey, Consumer<JsonObject> listener) {
        return new LineDriver("scenarios/mentra.mjs", listener, version, packageName, apiKey, server.toString());
    }

    private static void listen(Client client, Consumer<JsonObject> listener) {
        try {
            JsonObject said;
            do {
                said = client.next();
                listener.accept(complaint(said));
            } while (!said.get("event").getAsString().equals("end"));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Some SDKs write their log among what is said.
    private static JsonObject complaint(JsonObject said) {
        if (!said.has("line") || !said.get("line").getAsString().contains("ERROR")) return said;
        var trouble = new JsonObject();
        trouble.addProperty("event", "trouble");
        trouble.add("words", said.get("line"));
        return trouble;
    }

    @Override
    public void tell(JsonObject call) {
        client.tell(call.toString());
    }

    @Override
    public void close() {
        client.close();
    }
}
