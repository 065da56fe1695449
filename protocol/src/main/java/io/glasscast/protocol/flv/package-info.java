/// FLV, which is also what RTMP carries: tags of sound and pictures, from and to frames.
///
/// Adobe Flash Video File Format 10.1 Annex E, Enhanced RTMP v2. What is assumed and left out: `docs/protocols/flv.md`.
@NullMarked
package io.glasscast.protocol.flv;

import org.jspecify.annotations.NullMarked;
