/// AMF0: the values in RTMP's commands and in the metadata of FLV.
///
/// Action Message Format AMF0 (Adobe, 2007). What is assumed and left out: `docs/protocols/flv.md`.
@NullMarked
package io.glasscast.protocol.flv.amf0;

import org.jspecify.annotations.NullMarked;
