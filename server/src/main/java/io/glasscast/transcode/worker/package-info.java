/// The worker process: FFmpeg, and just enough around it to take orders and give answers. Nothing of the house
/// runs in it, and nothing in the house but its main class's name knows of it.
@NullMarked
package io.glasscast.transcode.worker;

import org.jspecify.annotations.NullMarked;
