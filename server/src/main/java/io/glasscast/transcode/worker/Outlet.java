package io.glasscast.transcode.worker;

import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.MessageStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The pipe to the house. When it breaks the house is gone, and there is nothing left to work for.
final class Outlet {
    private static final int BUFFER = 1 << 16;

    private final BufferedOutputStream out;
    private final Runnable houseGone;

    Outlet(OutputStream out, Runnable houseGone) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.houseGone = houseGone;
    }

    /// Says it, at the latest with the next [#tell].
    synchronized void note(Answer answer) {
        try {
            MessageStream.write(out, answer);
        } catch (IOException e) {
            houseGone.run();
        }
    }

    /// Says it now. Waits while the house does not read.
    synchronized void tell(Answer answer) {
        note(answer);
        try {
            out.flush();
        } catch (IOException e) {
            houseGone.run();
        }
    }
}
