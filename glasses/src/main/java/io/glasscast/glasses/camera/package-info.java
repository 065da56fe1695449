/// Camera and microphone: pictures and sound from a test pattern or a file, on time and in frames.
///
/// The test pattern carries the wall clock twice, for people and for machines, and flashes and beeps together once a
/// second, so that delay and lip sync can be measured anywhere behind it.
@NullMarked
package io.glasscast.glasses.camera;

import org.jspecify.annotations.NullMarked;
