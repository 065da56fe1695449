package io.glasscast.gates;

import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.HttpCaller.Request;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The HTTP half of one publication by WHIP (RFC 9725 §4.2): an offer posted, an answer back, and the session
/// deleted in the end.
///
/// What a destination writes in the body of a refusal is not passed on: an app could otherwise have this server read
/// pages to it that only this server may see.
final class WhipCall {
    /// A balancer, and one behind it (RFC 9725 §4.4).
    private static final int MAX_REDIRECTS = 3;

    interface Caller {
        void answered(String sdp, long nowNanos);

        /// @param why one sentence that a person can act on
        void refused(String why, long nowNanos);
    }

    private final WhipUrl url;
    private final HttpCaller http;
    private final Caller caller;
    private final Set<String> hosts = new HashSet<>();
    private URI at;
    private String offer = "";
    private int redirects;
    private boolean ended;
    private Optional<URI> session = Optional.empty();

    WhipCall(WhipUrl url, HttpCaller http, Caller caller) {
        this.url = url;
        this.http = http;
        this.caller = caller;
        this.at = url.endpoint();
    }

    void post(String sdp) {
        offer = sdp;
        post(url.endpoint());
    }

    /// Ends the session there: at once, or when the answer to the offer says where it is. The caller hears no more.
    void end() {
        ended = true;
        session.ifPresent(uri -> http.call(new Request("DELETE", uri, authorization(uri), ""), (_, _) -> {}));
        session = Optional.empty();
    }

    private void post(URI to) {
        at = to;
        hosts.add(host(to));
        http.call(new Request("POST", to, authorization(to), offer), this::replied);
    }

    private void replied(Reply reply, long now) {
        switch (reply) {
            case Reply.Failed(var why)
            when redirects > 0 && why != Dialer.Failure.NOT_ALLOWED ->
                refuse(
                        place() + " cannot be reached ("
                                + why.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ").",
                        now);
            case Reply.Failed(var why) ->
                refuse(why.sentence(redirects == 0 ? at.getHost() : redirected("what "), WhipUrl.port(at)), now);
            case Reply.Answered answered -> {
                switch (answered.status()) {
                    case 201 -> created(answered, now);
                    case 307, 308 -> redirected(answered, now);
                    default -> refuse(sentence(answered.status()), now);
                }
            }
        }
    }

    private void created(Reply.Answered answered, long now) {
        // To send a DELETE wherever a destination likes would be a weapon in its hands.
        session = answered.location().flatMap(this::resolve).filter(uri -> hosts.contains(host(uri)));
        if (ended) end();
        else if (answered.body().isBlank()) refuse(place() + " took the offer and gave no answer to it.", now);
        else caller.answered(answered.body(), now);
    }

    private void redirected(Reply.Answered answered, long now) {
        if (ended) return;
        var to = answered.location().flatMap(this::resolve);
        if (to.isEmpty()) refuse(place() + " redirects to nowhere.", now);
        else if (at.getScheme().equals("https") && !to.get().getScheme().equals("https"))
            refuse(place() + " redirects to an address without TLS.", now);
        else if (redirects++ == MAX_REDIRECTS) refuse(place() + " redirects again and again.", now);
        else post(to.get());
    }

    /// Only to whom it was given: a redirect elsewhere does not take it along.
    private Optional<String> authorization(URI to) {
        boolean same = to.getScheme().equals(url.endpoint().getScheme())
                && host(to).equals(host(url.endpoint()))
                && WhipUrl.port(to) == WhipUrl.port(url.endpoint());
        return same ? url.authorization() : Optional.empty();
    }

    private Optional<URI> resolve(String location) {
        try {
            var uri = at.resolve(location);
            boolean usable = uri.getHost() != null
                    && (uri.getScheme().equals("https") || uri.getScheme().equals("http"));
            return usable ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void refuse(String why, long now) {
        if (!ended) caller.refused(why, now);
    }

    /// The host that the person named, never one that the destination did: it may be called like the token.
    private String place() {
        return redirects == 0 ? WhipUrl.place(at) : redirected("What ");
    }

    private String redirected(String what) {
        return what + WhipUrl.place(url.endpoint()) + " redirects to";
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private String sentence(int status) {
        var said = " (" + status + ")";
        return switch (status) {
            case 400 -> place() + " cannot read the offer" + said + ".";
            case 401 ->
                place() + " wants another token" + said + ": it stands before the host, as in https://token@host/path.";
            case 403 -> place() + " does not let the stream in" + said + ": the token or the address may be wrong.";
            case 404, 410 -> place() + " knows no such address" + said + ": check it.";
            case 405, 415, 501 -> place() + " does not take WHIP at this address" + said + ": check it.";
            case 406, 422 -> place() + " takes none of the formats of this stream" + said + ".";
            case 409 -> place() + " has this stream from somebody else already" + said + ".";
            case 429, 503 -> place() + " has no room for the stream now" + said + ".";
            default ->
                status / 100 == 5
                        ? place() + " has trouble of its own" + said + "."
                        : place() + " did not answer as WHIP does" + said + ": check the address.";
        };
    }
}
