/// Worlds in one thread: a virtual clock, seeded chance, and networks that lose and reorder.
@NullMarked
package io.glasscast.sim;

import org.jspecify.annotations.NullMarked;
