@NullMarked
package io.glasscast.transcode;

import org.jspecify.annotations.NullMarked;
