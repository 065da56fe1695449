/// What is done for each packet, measured alone.
@NullMarked
package io.glasscast.bench.hot;

import org.jspecify.annotations.NullMarked;
