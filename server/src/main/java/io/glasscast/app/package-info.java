/// Reads the configuration, builds the rooms, opens the doors; no logic of its own.
@NullMarked
package io.glasscast.app;

import org.jspecify.annotations.NullMarked;
