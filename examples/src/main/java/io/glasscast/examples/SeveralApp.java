package io.glasscast.examples;

import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.Session;
import io.glasscast.sdk.SessionEnd;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * An app with a public address, for any number of wearers: {@code SeveralApp <port> <server> <package> <api key>}.
 * Whoever starts it on the glasses is on the air until the app is stopped there.
 */
public final class SeveralApp {
    private final Map<String, ManagedStreamResult> onAir = new TreeMap<>();

    private SeveralApp() {}

    /** Sessions have threads of their own, hence the locks. */
    private void begin(Session session) {
        session.camera().onLivestreamStatus(status -> {
            switch (status.status()) {
                case STOPPED, ERROR -> offAir(session);
                // An interruption is told as INITIALIZING, and passes by itself.
                case INITIALIZING, PREPARING, ACTIVE, STOPPING -> {}
            }
        });
        var urls = session.camera().startLivestream().join();
        synchronized (this) {
            onAir.put(session.userId(), urls);
            list();
        }
    }

    private synchronized void end(Session session, SessionEnd end) {
        System.out.println(session.userId() + " has left: " + end.reason());
        offAir(session);
    }

    private synchronized void offAir(Session session) {
        if (onAir.remove(session.userId()) != null) list();
    }

    private synchronized void list() {
        System.out.println(onAir.size() + " on the air");
        onAir.forEach((wearer, urls) ->
                System.out.println("  " + wearer + " at " + urls.previewUrl().orElse(urls.hlsUrl())));
    }

    public static void main(String[] args) throws IOException {
        var several = new SeveralApp();
        var app = MiniApp.builder(args[2], args[3])
                .cloud(URI.create(args[1]))
                .onSession(several::begin)
                .onStop(several::end)
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        System.out.println("Listening on port " + app.listen(Integer.parseInt(args[0])));
    }
}
