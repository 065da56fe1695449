/// One pair per protocol: an `XPublisher` turns what arrives into frames, an `XViewer` turns frames into what leaves.
///
/// A gate is told what happened and says what is to be done; sockets and clocks are in `drive`.
@NullMarked
package io.glasscast.gates;

import org.jspecify.annotations.NullMarked;
