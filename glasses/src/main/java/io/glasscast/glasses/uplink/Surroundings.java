package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Chance;

/// What all publications of one pair of glasses share, however they travel.
///
/// @param chance for secrets and names
/// @param up     weather on the way to the server
/// @param down   weather on the way back
/// @param seed   of the weather
/// @param trust  whose certificates are believed
public record Surroundings(Time time, Chance chance, Weather up, Weather down, long seed, Trust trust) {}
