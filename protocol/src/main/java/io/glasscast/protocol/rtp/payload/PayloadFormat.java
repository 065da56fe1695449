package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// What one codec's payloads look like inside a unit; [UnitDepacketizer] knows when units begin and end.
interface PayloadFormat {
    /// What [#add] answers when all is well.
    String FINE = "";

    /// Whether `payload` can be a unit's first packet.
    ///
    /// @param doubtful whether packets before it were lost, so that only certain beginnings will do
    boolean begins(Bytes payload, boolean doubtful);

    /// Forgets what was gathered, and starts over with a new unit.
    ///
    /// @param doubtful whether packets were lost just before it
    void begin(boolean doubtful);

    /// Gathers one payload.
    ///
    /// @return [#FINE], or the constant reason why the unit is lost
    String add(Bytes payload);

    /// Whether what was gathered is worth a unit: parameter sets alone are not.
    boolean hasPicture();

    /// Puts the unit together.
    Parsed<AccessUnit> finish(long timestamp);
}
