/// What the house and a worker process say to each other: orders down the worker's standard input, answers up
/// its standard output. Both sides read the other's bytes as a stranger's.
@NullMarked
package io.glasscast.transcode.wire;

import org.jspecify.annotations.NullMarked;
