/// Clients that nobody here wrote, against the real server.
///
/// Two classes run at once, each in a process of its own, but for those tagged `alone`: they judge by time, or
/// let so much loose that others could not.
@NullMarked
package io.glasscast.interop;

import org.jspecify.annotations.NullMarked;
