package io.glasscast.glasses.pair;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToGlasses.StartStream;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.ResolvedConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.uplink.Transport;

/// The stream that glasses are told to make, and what they make of the wishes that come with it.
record Assignment(StartStream start, Transport transport, VideoSettings video, AudioSettings audio) {
    private static final int MICROPHONE_CHANNELS = 1;

    static Assignment of(StartStream start, Transport transport, Model model) {
        return new Assignment(
                start, transport, video(start.video(), transport, model), audio(start.audio(), transport));
    }

    private static VideoSettings video(VideoConfig wish, Transport transport, Model model) {
        var otherwise = model.defaults();
        return VideoSettings.within(
                wish.width().orElse(otherwise.width()),
                wish.height().orElse(otherwise.height()),
                wish.bitrate().orElse((int) otherwise.bitrate()),
                wish.frameRate().orElse(otherwise.frameRate()),
                model.frameRates(transport));
    }

    private static AudioSettings audio(AudioConfig wish, Transport transport) {
        var otherwise = AudioSettings.standard(transport.sound());
        return AudioSettings.within(
                transport.sound(),
                wish.bitrate().orElse((int) otherwise.bitrate()),
                wish.sampleRate().orElse(otherwise.sampleRate()),
                MICROPHONE_CHANNELS);
    }

    String id() {
        return start.streamId();
    }

    Reconnects reconnects() {
        return Habits.of(transport).reconnects();
    }

    StreamStatus status(StreamState state) {
        return StreamStatus.of(id(), state);
    }

    /// @param attempt which reconnect
    StreamStatus status(StreamState state, int attempt, String reason) {
        return status(state).withAttempt(attempt, reconnects().attempts(), reason);
    }

    StreamStatus streaming() {
        return status(StreamState.STREAMING)
                .withResolvedConfig(ResolvedConfig.of(
                        transport.word(),
                        VideoConfig.of(video.width(), video.height(), (int) video.bitrate(), video.frameRate()),
                        AudioConfig.NONE.withBitrate((int) audio.bitrate()).withSampleRate(audio.sampleRate())));
    }
}
