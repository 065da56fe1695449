/// Fragmented MP4 in the shape of CMAF, and the live window that HLS and DASH both render.
///
/// A [Packager] takes a stream's frames and answers with a new [Window] whenever something was added to it: an
/// immutable picture of what can be played now, safe to keep and to hand to any thread. A window has one
/// [Rendition] for pictures and one for sound; a rendition has [Segment]s, numbered alike in both; a segment has
/// [Part]s, each one `moof` and `mdat` of about 200 ms, and plays behind its [InitSegment]. The last segment of a
/// rendition may still grow: then [Segment#complete] is false. A complete segment without parts is a gap.
///
/// Media time is the stream's own timeline, so it is never reset: 0 is when the driver's clock stood at 0, in a
/// track's own timescale, as `tfdt` states it. Where [Segment#discontinuity] is set, another publisher or another
/// coding begins.
@NullMarked
package io.glasscast.protocol.fmp4;

import org.jspecify.annotations.NullMarked;
