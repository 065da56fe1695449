@NullMarked
package io.glasscast.protocol.srt;

import org.jspecify.annotations.NullMarked;
