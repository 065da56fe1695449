/// FFmpeg behind one door: frames in, frames out. Its native code reads strangers' bytes, so it runs in worker
/// processes, one a stream; this room starts them, feeds them, and replaces them when they fall over.
@NullMarked
package io.glasscast.transcode;

import org.jspecify.annotations.NullMarked;
