/** An app against a cloud that is played by the test, on loopback and with a clock of its own. */
@NullMarked
package io.glasscast.sdk;

import org.jspecify.annotations.NullMarked;
