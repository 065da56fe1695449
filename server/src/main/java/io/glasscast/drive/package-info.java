/// The only room with sockets, event loops and a clock. It decides nothing.
@NullMarked
package io.glasscast.drive;

import org.jspecify.annotations.NullMarked;
