package io.glasscast.hub;

/// Somebody who watches, and is handed the frames alone.
public interface Viewer extends Guest, Reader {
    @Override
    default Reader reader() {
        return this;
    }
}
