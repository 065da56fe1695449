package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundFormat;

/// What the glasses look at and listen to. Belongs to the camera's thread; both calls come in the order of time.
public interface Source extends AutoCloseable {
    /// Paints the view at `moment` over all of `canvas`.
    ///
    /// @param number of the picture since the camera was switched on
    void look(I420 canvas, Moment moment, long number);

    /// Fills `interleaved` with sound that begins at `moment`. The format is the same in every call.
    ///
    /// @param interleaved sample by sample, a value for each channel
    void listen(short[] interleaved, SoundFormat format, Moment moment);

    @Override
    void close();
}
