/// Media presentation descriptions (MPEG-DASH, ISO/IEC 23009-1) of a live window, low latency included: text made of
/// the segments that HLS serves, too.
@NullMarked
package io.glasscast.protocol.dash;

import org.jspecify.annotations.NullMarked;
