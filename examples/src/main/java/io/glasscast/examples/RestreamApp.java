package io.glasscast.examples;

import io.glasscast.contract.OutputStatus;
import io.glasscast.sdk.LivestreamException;
import io.glasscast.sdk.LivestreamStatus;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.MiniApp;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Sends what a wearer sees on to platforms and says how each of them does, until it is ended:
 * {@code RestreamApp <server> <package> <api key> <wearer> <rtmp://, rtmps:// or srt:// address with its key>...}.
 */
public final class RestreamApp {
    /** What was said last of each destination: a status tells of all of them, whichever it is about. */
    private final Map<String, String> known = new HashMap<>();

    private RestreamApp() {}

    private void tell(LivestreamStatus status) {
        for (var output : status.outputs()) {
            var words = words(output);
            if (!words.equals(known.put(output.name().orElse(""), words))) System.out.println(words);
        }
    }

    private static String words(OutputStatus output) {
        var state = output.state().name().toLowerCase(Locale.ROOT);
        return (output.name().orElse("") + " is " + state + " " + output.error().orElse("")).trim();
    }

    public static void main(String[] args) {
        var wishes = ManagedStreamOptions.DEFAULT.withSound(false);
        for (int i = 4; i < args.length; i++) wishes = wishes.withRestream(args[i], "destination " + (i - 3));
        try (var app = MiniApp.builder(args[1], args[2]).build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(app::close));
            var session = app.connect(URI.create(args[0]), args[3]).join();
            session.camera().onLivestreamStatus(new RestreamApp()::tell);
            System.out.println(
                    "Live as " + session.camera().startLivestream(wishes).join().streamId());
            System.out.println("Ended: " + session.ended().join().reason());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof LivestreamException refused)) throw e;
            System.out.println("Not live (" + refused.kind() + "): " + refused.getMessage());
        }
    }
}
