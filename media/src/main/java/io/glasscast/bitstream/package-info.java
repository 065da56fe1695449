/// Reads the headers of coded video and audio bit by bit: what a frame is, whether decoding can start at it, how big
/// its picture is. Nothing here decodes a sample.
@NullMarked
package io.glasscast.bitstream;

import org.jspecify.annotations.NullMarked;
