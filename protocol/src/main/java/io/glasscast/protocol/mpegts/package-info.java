/// MPEG-2 transport streams (ISO/IEC 13818-1), as SRT carries them: [TsDemuxer] turns one into frames, whatever the
/// way has done to it, and [TsMuxer] makes one of frames.
@NullMarked
package io.glasscast.protocol.mpegts;

import org.jspecify.annotations.NullMarked;
