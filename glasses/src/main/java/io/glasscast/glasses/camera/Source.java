package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;

/// What the glasses look at and listen to. Belongs to the camera's thread; both calls come in the order of time.
public interface Source extends AutoCloseable {
    /// Paints the view at `moment` over all of `canvas`.
    ///
    /// @param number of the picture since the camera was switched on
    void look(I420 canvas, Moment moment, long number);

    /// Fills `samples` with 48 kHz sound that begins at `moment`.
    ///
    /// @param interleaved sample by sample, `channels` values each
    void listen(short[] interleaved, int channels, Moment moment);

    @Override
    void close();
}
