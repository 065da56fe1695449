package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.function.Consumer;

/// Turns a transport stream into frames (ISO/IEC 13818-1 §2.4). Whatever the bytes are, nothing is thrown.
///
/// A stream's tracks are said once they are known: its sound's configuration was read and its picture's first keyframe
/// came. Until then frames are held for a moment, so that the first [Output.Tracks] seldom has to be corrected.
public final class TsDemuxer {
    public sealed interface Output {
        /// The tracks from here on; said again when they change. Every frame that follows belongs to one of them.
        record Tracks(List<Track> tracks) implements Output {}

        /// One access unit, in decoding order within its track. Times count from an origin that all tracks share and
        /// that means nothing else; a publisher whose clock jumps makes them jump.
        record Whole(Frame frame) implements Output {}

        /// A stream of the program that cannot be taken. Said once for each.
        ///
        /// @param pid       its packet identifier
        /// @param codecName such as `MP2`
        /// @param sentence  for the operator: what it is and what to send instead
        record Refused(int pid, String codecName, String sentence) implements Output {}

        /// Bytes were lost or could not be read, and what they belonged to is missing.
        ///
        /// @param why a constant in kebab-case, fit to label a counter
        record Discarded(String why) implements Output {}

        /// The program clock reference, on the timeline of the frames.
        record Clock(long nanos) implements Output {}
    }

    /// Takes the next bytes of the stream, cut anywhere. They are lent: nothing of them is kept.
    public void feed(Bytes portion, Consumer<? super Output> out) {}

    /// The stream is over, or starts anew after an interruption: says what is still held, and forgets half a picture.
    public void flush(Consumer<? super Output> out) {}
}
