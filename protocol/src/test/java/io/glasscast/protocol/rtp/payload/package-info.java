@NullMarked
package io.glasscast.protocol.rtp.payload;

import org.jspecify.annotations.NullMarked;
