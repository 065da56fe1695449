package io.glasscast.gates;

import java.net.URI;
import java.util.Optional;

/// Asks other servers by HTTP.
public interface HttpCaller {
    /// Sends `request` and does not follow redirects. `caller` learns on the media loop, in a later turn, what came
    /// back.
    void call(Request request, Caller caller);

    /// @param authorization of this name, as the header has it
    /// @param sdp           the body; empty: none
    record Request(String method, URI uri, Optional<String> authorization, String sdp) {
        /// Without the secrets.
        @Override
        public String toString() {
            return "Request[" + method + " " + uri.getHost() + "]";
        }
    }

    interface Caller {
        void replied(Reply reply, long nowNanos);
    }

    sealed interface Reply {
        /// @param location as the header of this name has it
        record Answered(int status, Optional<String> location, String body) implements Reply {}

        record Failed(Dialer.Failure why) implements Reply {}
    }
}
