/// The clocks the glasses live by.
@NullMarked
package io.glasscast.glasses.clock;

import org.jspecify.annotations.NullMarked;
