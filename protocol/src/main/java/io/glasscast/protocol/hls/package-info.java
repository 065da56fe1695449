/// Playlists of HTTP Live Streaming, low latency and plain, as pure functions of a window, and the rules of requests
/// that wait (draft-pantos-hls-rfc8216bis).
@NullMarked
package io.glasscast.protocol.hls;

import org.jspecify.annotations.NullMarked;
