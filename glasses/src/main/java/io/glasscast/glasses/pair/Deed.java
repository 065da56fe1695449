package io.glasscast.glasses.pair;

import io.glasscast.contract.GlassesToCloud;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.VideoSettings;

/// What a pair of glasses wants done.
public sealed interface Deed {
    /// Tell the cloud, if it can be reached.
    record Tell(GlassesToCloud message) implements Deed {}

    /// Do nothing about a command by a name that these glasses do not know.
    record Ignore(String command) implements Deed {}

    /// Switch camera and microphone on.
    record OpenCamera(VideoSettings video, AudioSettings audio) implements Deed {}

    /// Switch them off.
    record CloseCamera() implements Deed {}

    /// Begin to publish. What becomes of it is told with the same number.
    record OpenUplink(int uplink, String url) implements Deed {
        /// Without the address, which holds the right to publish.
        @Override
        public String toString() {
            return "OpenUplink[" + uplink + "]";
        }
    }

    /// End that publication, with a word to the server.
    record CloseUplink(int uplink) implements Deed {}

    /// End that publication as a network does that is gone: the server is told nothing.
    record DropUplink(int uplink) implements Deed {}

    /// Show and sound to everyone around that filming begins or is over.
    ///
    /// @param light whether the light is to be used
    /// @param sound whether the start and stop sound is to be played
    record Signal(boolean filming, boolean light, boolean sound) implements Deed {}
}
