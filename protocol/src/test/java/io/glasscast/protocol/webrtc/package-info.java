@NullMarked
package io.glasscast.protocol.webrtc;

import org.jspecify.annotations.NullMarked;
