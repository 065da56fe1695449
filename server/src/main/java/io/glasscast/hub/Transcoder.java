package io.glasscast.hub;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.Optional;

/// Makes frames of one codec into frames of another, somewhere else: no call waits, and what comes out comes later.
public interface Transcoder {
    /// A transcoder that can do nothing.
    Transcoder NONE = new Transcoder() {
        @Override
        public boolean available(Codec source, Codec target) {
            return false;
        }

        @Override
        public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
            return Optional.empty();
        }
    };

    /// Whether a job that starts now would be taken.
    boolean available(Codec source, Codec target);

    /// Starts a job. Sound comes out in `target`; pictures in `target`, each shown as soon as it is decoded.
    ///
    /// @param streamId whose bytes they are; jobs of one stream may share a fate, those of two never do
    /// @param source   what goes in; its number is the source frames'
    /// @return empty when it cannot be done, or may not be done now
    Optional<Job> start(String streamId, Track source, Codec target, Result result);

    interface Job {
        /// Takes a frame of the source, on the stream's timeline.
        void frame(Frame frame);

        /// Soon a keyframe, please: somebody joined. Means nothing for sound.
        void requestKeyframe();

        /// Nobody wants the result any more; none follows.
        void close();
    }

    /// Where the result goes. Called on the media loop.
    interface Result {
        /// What the frames that follow are: called before the first one, and again if it changes (its number means
        /// nothing).
        void track(Track track, long nowNanos);

        /// One frame, on the timeline of the source: what was heard or seen at a time is so still. Its track number
        /// means nothing.
        void frame(Frame frame, long nowNanos);

        /// The job has ended for good, in words.
        void failed(String why, long nowNanos);
    }
}
