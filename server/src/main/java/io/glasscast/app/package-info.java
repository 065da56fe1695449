/// Where the program begins: the command line. The rest of this room reads the configuration, builds the rooms and
/// opens the doors; it has no logic of its own.
@NullMarked
package io.glasscast.app;

import org.jspecify.annotations.NullMarked;
