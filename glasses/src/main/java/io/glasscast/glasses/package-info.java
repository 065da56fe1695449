/// A pair of smart glasses in software: it dials the glasses socket, obeys it, and publishes what it sees.
@NullMarked
package io.glasscast.glasses;

import org.jspecify.annotations.NullMarked;
