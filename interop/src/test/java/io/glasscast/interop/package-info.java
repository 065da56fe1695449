/// Clients that nobody here wrote, against the real server.
@NullMarked
package io.glasscast.interop;

import org.jspecify.annotations.NullMarked;
