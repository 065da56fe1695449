@NullMarked
package io.glasscast.transcode.wire;

import org.jspecify.annotations.NullMarked;
