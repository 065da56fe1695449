/// DTLS: known vectors, simulated networks, strangers' implementations, fuzzing.
@NullMarked
package io.glasscast.protocol.dtls;

import org.jspecify.annotations.NullMarked;
