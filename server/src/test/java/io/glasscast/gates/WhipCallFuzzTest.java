package io.glasscast.gates;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Script;
import io.glasscast.fuzz.Seeds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A destination of WHIP that answers anything at all: our token goes to nobody else, what is deleted is where we have
/// posted, what a person reads is a line without secrets, and it ends.
///
/// Inputs: for each answer two bytes of status, a length and the Location, a length and the body.
final class WhipCallFuzzTest {
    private static final String TOKEN = "a-secret-token";
    /// A balancer, and one behind it, and then the goodbye.
    private static final int MOST_REQUESTS = 5;

    static void fuzz(byte[] input) {
        var script = new Script(input);
        var url = WhipUrl.parse("https://" + TOKEN + "@whip.example:8443/live/key")
                .orThrow();
        var hosts = new HashSet<String>();
        var waiting = new ArrayDeque<HttpCaller.Caller>();
        var requests = new ArrayList<HttpCaller.Request>();
        HttpCaller http = (request, caller) -> {
            requests.add(request);
            if (request.method().equals("POST")) hosts.add(host(request.uri()));
            waiting.add(caller);
        };
        int[] told = {0};
        var call = new WhipCall(url, http, new WhipCall.Caller() {
            @Override
            public void answered(String sdp, long nowNanos) {
                told[0]++;
            }

            @Override
            public void refused(String why, long nowNanos) {
                told[0]++;
                if (why.contains(TOKEN) || why.lines().count() != 1) throw new AssertionError(why);
            }
        });
        call.post("v=0");
        for (long now = 1; !waiting.isEmpty() && !script.over(); now++) {
            int status = script.u16();
            var location = text(script);
            var answer = new HttpCaller.Reply.Answered(
                    status, location.isEmpty() ? Optional.empty() : Optional.of(location), text(script));
            waiting.remove().replied(answer, now);
        }
        call.end();
        if (told[0] > 1) throw new AssertionError("told twice");
        if (requests.size() > MOST_REQUESTS) throw new AssertionError(requests);
        for (var request : requests) {
            if (!hosts.contains(host(request.uri()))) throw new AssertionError(request);
            if (request.method().equals("POST") && !request.uri().getScheme().equals("https"))
                throw new AssertionError(request.uri());
            if (request.authorization().isPresent() && !isWhereTheTokenIsFor(request.uri()))
                throw new AssertionError(request.uri());
        }
    }

    private static boolean isWhereTheTokenIsFor(URI uri) {
        return uri.getScheme().equals("https") && host(uri).equals("whip.example") && uri.getPort() == 8443;
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static String text(Script script) {
        return new String(script.piece().toArray(), StandardCharsets.UTF_8);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("whip-call", WhipCallFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("whip-call")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
