/// Who publishes, who watches: fans frames out and remembers the last group of pictures.
///
/// One stream has at most one publisher and any number of viewers. Everything here runs on the thread that owns the
/// media; nothing waits, and nothing knows a socket, a thread or a clock.
@NullMarked
package io.glasscast.hub;

import org.jspecify.annotations.NullMarked;
