@NullMarked
package io.glasscast.transcode.worker;

import org.jspecify.annotations.NullMarked;
