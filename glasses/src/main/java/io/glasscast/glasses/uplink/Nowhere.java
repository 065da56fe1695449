package io.glasscast.glasses.uplink;

import io.glasscast.media.Frame;

/// Where frames go when not even a socket could be had.
record Nowhere() implements Uplink {
    @Override
    public void frame(Frame frame) {}

    @Override
    public void stop() {}

    @Override
    public void vanish() {}
}
