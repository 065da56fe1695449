/// The memory of fuzzing: corpora that every build replays.
@NullMarked
package io.glasscast.fuzz;

import org.jspecify.annotations.NullMarked;
