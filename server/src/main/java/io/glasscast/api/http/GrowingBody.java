package io.glasscast.api.http;

import io.glasscast.gates.PlaybackDoor;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Context;

/// The body of an answer that is sent while it is made: from the media loop to the loop of the response.
final class GrowingBody implements PlaybackDoor.Body {
    private final Context loop;
    private final Outflow flow;
    private volatile boolean gone;

    /// @param loop the response's
    /// @param gone whether nobody wants a body to begin with
    GrowingBody(Context loop, Outflow flow, boolean gone) {
        this.loop = loop;
        this.flow = flow;
        this.gone = gone;
    }

    /// The response's head is set.
    void begin() {
        flow.begin();
    }

    /// The client has gone.
    void leave() {
        gone = true;
    }

    @Override
    public boolean chunk(Bytes bytes) {
        if (gone) return false;
        loop.runOnContext(_ -> flow.add(bytes));
        return true;
    }

    @Override
    public void end(boolean whole) {
        if (!gone) loop.runOnContext(_ -> flow.end(whole));
    }
}
