@NullMarked
package io.glasscast.protocol.stun;

import org.jspecify.annotations.NullMarked;
