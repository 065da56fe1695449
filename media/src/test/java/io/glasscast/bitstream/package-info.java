@NullMarked
package io.glasscast.bitstream;

import org.jspecify.annotations.NullMarked;
