package io.glasscast.protocol.flv;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.OpusPacket;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tags of one publisher to tracks and frames.
///
/// Tracks are told once both kinds are known, or it is clear that one of them does not come; frames wait so long.
/// What comes later after all is told by telling the tracks again.
public final class FlvReader {
    public sealed interface Event {
        /// Frames of these tracks follow; their numbers are their places in the list.
        record Tracks(List<Track> tracks) implements Event {}

        /// On the publisher's timeline, which starts near 0.
        record Media(Frame frame) implements Event {}

        /// Frames were held back and follow now: the newest of them is decoded at `dtsNanos`.
        record Present(long dtsNanos) implements Event {}

        /// Something that we do not take; the rest may go on.
        ///
        /// @param what in words, such as `MP3 sound`
        record Refused(String what) implements Event {}

        /// A tag was passed over.
        ///
        /// @param why a constant
        record Discarded(String why) implements Event {}
    }

    /// Encoders send both sequence headers first; one second without the other means that it does not come.
    private static final long PATIENCE_NANOS = 1_000_000_000;
    /// What may wait: some seconds of what glasses send, whatever the timestamps say.
    private static final int MAX_WAITING = 512;

    private static final int MAX_WAITING_BYTES = 8 << 20;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final FlvClock clock = new FlvClock();
    private final PictureTimes pictureTimes = new PictureTimes();
    private final SoundTimes soundTimes = new SoundTimes();
    /// Frames of sound have track 1 here, of pictures 0.
    private final List<Frame> waiting = new ArrayList<>();

    private @Nullable Pictures pictures;
    private @Nullable Track sound;
    private @Nullable AudioSpecificConfig aac;
    private Optional<MetaData> metaData = Optional.empty();
    private boolean told;
    private int waitingBytes;
    private long firstNanos = Long.MAX_VALUE;

    /// Takes the next tag.
    public void tag(FlvTag tag, long nowNanos, Consumer<? super Event> out) {
        switch (tag.kind()) {
            case DATA -> {
                if (MetaData.parse(tag.body()) instanceof Parsed.Ok<Optional<MetaData>>(var data) && data.isPresent())
                    metaData = data;
            }
            case VIDEO -> {
                switch (VideoTag.parse(tag.body())) {
                    case Parsed.Ok<VideoTag>(var video) -> video(video, tag.timestampMillis(), nowNanos, out);
                    case Parsed.Malformed<VideoTag>(var why) -> out.accept(new Event.Discarded(why));
                }
            }
            case AUDIO -> {
                switch (AudioTag.parse(tag.body())) {
                    case Parsed.Ok<AudioTag>(var audio) -> audio(audio, tag.timestampMillis(), nowNanos, out);
                    case Parsed.Malformed<AudioTag>(var why) -> out.accept(new Event.Discarded(why));
                }
            }
        }
    }

    private void video(VideoTag tag, long timestamp, long nowNanos, Consumer<? super Event> out) {
        switch (tag) {
            case VideoTag.Configuration(var codec, var record) -> {
                switch (Pictures.of(codec, record)) {
                    case Parsed.Ok<Pictures>(var next) -> pictures(next, out);
                    case Parsed.Malformed<Pictures>(var why) -> out.accept(new Event.Discarded(why));
                }
            }
            case VideoTag.Picture picture -> picture(picture, timestamp, nowNanos, out);
            case VideoTag.Aside() -> {}
            case VideoTag.Refused(var what) -> out.accept(new Event.Refused(what));
        }
    }

    private void pictures(Pictures next, Consumer<? super Event> out) {
        boolean news = pictures == null || pictures.codec() != next.codec();
        // What waits is of the codec before.
        if (news && pictures != null && !told) tell(out);
        pictures = next;
        if (news && told) tell(out);
    }

    private void picture(VideoTag.Picture tag, long timestamp, long nowNanos, Consumer<? super Event> out) {
        // VP8 and VP9 need no sequence header, and some encoders send none.
        if (pictures == null && (tag.codec() == Codec.VP8 || tag.codec() == Codec.VP9))
            pictures(new Pictures(tag.codec(), 0, List.of()), out);
        if (pictures == null || pictures.codec() != tag.codec()) {
            out.accept(new Event.Discarded("flv-no-configuration"));
            return;
        }
        switch (pictures.read(tag.keyframe(), tag.data())) {
            case Parsed.Malformed<Pictures.Ready>(var why) -> out.accept(new Event.Discarded(why));
            case Parsed.Ok<Pictures.Ready>(var ready) -> {
                long nanos = clock.nanos(Codec.Kind.VIDEO, timestamp, nowNanos);
                long composition = tag.compositionMillis() * NANOS_A_MILLI + tag.offsetNanos();
                long dts = pictureTimes.decode(nanos, composition);
                long pts = Math.max(nanos + composition, dts);
                frame(new Frame(0, pts, dts, ready.keyframe(), ready.payload()), out);
            }
        }
    }

    private void audio(AudioTag tag, long timestamp, long nowNanos, Consumer<? super Event> out) {
        switch (tag) {
            case AudioTag.Configuration(var codec, var record) -> configure(codec, record, out);
            case AudioTag.Sound(var codec, var offset, var data) -> {
                if (sound == null && codec == Codec.OPUS) sound(new Track(1, codec), out);
                if (sound == null || sound.codec() != codec) {
                    out.accept(new Event.Discarded("flv-no-configuration"));
                } else if (!data.isEmpty()) {
                    long nanos = clock.nanos(Codec.Kind.AUDIO, timestamp, nowNanos) + offset;
                    frame(new Frame(1, soundTimes.next(nanos, duration(codec, data)), true, data), out);
                }
            }
            case AudioTag.Aside() -> {}
            case AudioTag.Refused(var what) -> out.accept(new Event.Refused(what));
        }
    }

    private void configure(Codec codec, Bytes record, Consumer<? super Event> out) {
        if (codec == Codec.AAC) {
            switch (AudioSpecificConfig.parse(record)) {
                case Parsed.Ok<AudioSpecificConfig>(var config) -> aac = config;
                case Parsed.Malformed<AudioSpecificConfig> _ -> {
                    out.accept(new Event.Refused("AAC sound that is not AAC-LC"));
                    return;
                }
            }
        }
        // A copy, so that no message lives on for the sake of a few bytes.
        sound(new Track(1, codec, Bytes.of(record.toArray())), out);
    }

    private void sound(Track next, Consumer<? super Event> out) {
        boolean news = !next.equals(sound);
        sound = next;
        if (news && told) tell(out);
    }

    private long duration(Codec codec, Bytes packet) {
        if (codec == Codec.AAC) return aac == null ? 0 : aac.frameNanos();
        return OpusPacket.parse(packet) instanceof Parsed.Ok<OpusPacket>(var opus) ? opus.durationNanos() : 0;
    }

    private void frame(Frame frame, Consumer<? super Event> out) {
        if (told) {
            out.accept(new Event.Media(numbered(frame)));
            return;
        }
        waiting.add(frame);
        waitingBytes += frame.payload().length();
        firstNanos = Math.min(firstNanos, frame.dtsNanos());
        boolean enough = frame.dtsNanos() - firstNanos >= PATIENCE_NANOS
                || waiting.size() >= MAX_WAITING
                || waitingBytes >= MAX_WAITING_BYTES;
        if (enough || complete()) tell(out);
    }

    /// Whether nothing more is to be expected.
    private boolean complete() {
        boolean picturesExpected = metaData.map(MetaData::announcesPictures).orElse(true);
        boolean soundExpected = metaData.map(MetaData::announcesSound).orElse(true);
        return (pictures != null || !picturesExpected) && (sound != null || !soundExpected);
    }

    private void tell(Consumer<? super Event> out) {
        told = true;
        var tracks = new ArrayList<Track>();
        if (pictures != null) tracks.add(new Track(0, pictures.codec()));
        if (sound != null) tracks.add(new Track(tracks.size(), sound.codec(), sound.configuration()));
        out.accept(new Event.Tracks(tracks));
        waiting.stream().mapToLong(Frame::dtsNanos).max().ifPresent(newest -> out.accept(new Event.Present(newest)));
        for (var frame : waiting) out.accept(new Event.Media(numbered(frame)));
        waiting.clear();
        waitingBytes = 0;
    }

    /// Without pictures, sound is the first track.
    private Frame numbered(Frame frame) {
        return frame.track() == 1 && pictures == null ? frame.on(0) : frame;
    }
}
