/// One package per protocol; machines and formats, no socket, thread or clock.
@NullMarked
package io.glasscast.protocol;

import org.jspecify.annotations.NullMarked;
