/// Pictures and samples into frames and back, by FFmpeg: the only room of the glasses that knows native memory.
///
/// Every native object belongs to a [Lifetime], which frees it; nothing native leaves the room. An encoder or decoder
/// belongs to one thread at a time.
@NullMarked
package io.glasscast.glasses.codec;

import org.jspecify.annotations.NullMarked;
