/// How a pair of glasses behaves: which commands it follows, which it refuses, when it tries again and when it gives
/// up. Machines without socket, thread or clock; the room above lends them those.
@NullMarked
package io.glasscast.glasses.pair;

import org.jspecify.annotations.NullMarked;
