/// How the glasses get their frames to a server, through a network as bad as one likes.
@NullMarked
package io.glasscast.glasses.uplink;

import org.jspecify.annotations.NullMarked;
