package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;

/// Cuts the payload of PES packets into access units, in the way of one format.
sealed interface Units permits VideoUnits, AdtsUnits, LatmUnits, OpusUnits {
    interface Sink {
        /// The stream's configuration (as [io.glasscast.media.Track] has it), before the first unit and whenever it
        /// changes.
        void configured(Bytes configuration);

        void unit(long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload);

        void discarded(String why);

        void refused(String name);
    }

    /// Takes one PES packet's payload, which is lent.
    ///
    /// @param times of the first unit that starts in it
    void pes(Times times, Bytes payload, Sink sink);

    /// Something is missing between the PES packet before and the next one.
    void gap();

    /// When a unit is shown and decoded, or [#UNKNOWN].
    record Times(long ptsNanos, long dtsNanos) {
        static final Times UNKNOWN = new Times(Long.MIN_VALUE, Long.MIN_VALUE);

        boolean known() {
            return ptsNanos != Long.MIN_VALUE;
        }
    }

    static Units of(StreamFormat.Taken format) {
        return switch (format) {
            case H264 -> new VideoUnits(false);
            case H265 -> new VideoUnits(true);
            case ADTS -> new AdtsUnits();
            case LATM -> new LatmUnits();
            case OPUS -> new OpusUnits(2);
            case OPUS_MONO -> new OpusUnits(1);
        };
    }
}
