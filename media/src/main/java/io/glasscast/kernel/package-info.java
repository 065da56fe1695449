/// The grammar that all protocols share: machines and their timers, parse results, views of bytes, chance.
///
/// Nothing here knows a socket, a thread or a clock.
@NullMarked
package io.glasscast.kernel;

import org.jspecify.annotations.NullMarked;
