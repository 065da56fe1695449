package io.glasscast.protocol.flv;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Frames to the tags of one FLV stream, as strict readers want them: metadata and sequence headers first and again
/// when they change, the first picture a keyframe, timestamps that start at 0, never fall, and rise from tag to tag
/// of a kind, whatever happens to the publisher.
///
/// H.264 and AAC are written as Flash had them, everything else as Enhanced RTMP does.
public final class FlvWriter {
    private static final long NANOS_A_MILLI = 1_000_000;
    /// Composition times are signed 24 bits.
    private static final long MAX_COMPOSITION = (1 << 23) - 1;

    private final Consumer<? super FlvTag> out;
    private final Interleaver interleaver = new Interleaver(this::write);
    private Optional<Track> video = Optional.empty();
    private Optional<Track> audio = Optional.empty();
    private Bytes videoHeader = Bytes.EMPTY;
    private boolean started;
    /// Whether pictures can go on after the last one written, although tracks were announced anew.
    private boolean continuable;
    private boolean timed;
    private long originNanos;
    private long lastMillis;
    private long lastVideoMillis = -1;
    private long lastAudioMillis = -1;
    /// When the last picture is decoded, by its own word.
    private long lastPictureNanos = Long.MIN_VALUE;
    /// What was to be seen or heard until then was, or was not there in time.
    private long continuedNanos = Long.MIN_VALUE;

    public FlvWriter(Consumer<? super FlvTag> out) {
        this.out = out;
    }

    /// @param originNanos what time 0 of the tags is, instead of the first frame's; earlier frames are put at 0
    public FlvWriter(Consumer<? super FlvTag> out, long originNanos) {
        this(out);
        this.originNanos = originNanos;
        this.timed = true;
    }

    /// Frames of these tracks follow. The first of each kind is written, beginning with a keyframe. May be called
    /// again; time goes on, and pictures that are given again because sound came or went are written once.
    public void begin(List<Track> tracks) {
        interleaver.flush();
        continuable = started && video.isPresent() && video.equals(first(tracks, Codec.Kind.VIDEO));
        video = first(tracks, Codec.Kind.VIDEO);
        audio = first(tracks, Codec.Kind.AUDIO)
                .filter(track ->
                        track.codec() != Codec.AAC || !track.configuration().isEmpty());
        videoHeader = Bytes.EMPTY;
        started = false;
    }

    private static Optional<Track> first(List<Track> tracks, Codec.Kind kind) {
        return tracks.stream().filter(track -> track.kind() == kind).findFirst();
    }

    /// Takes a frame; those of other tracks are passed over.
    public void frame(Frame frame) {
        boolean both = video.isPresent() && audio.isPresent();
        if (isOf(video, frame)) {
            if (both) interleaver.picture(frame);
            else write(frame);
        } else if (isOf(audio, frame)) {
            if (both) interleaver.sound(frame);
            else write(frame);
        }
    }

    /// Writes what still waits for its place: the stream ends, or pauses.
    public void flush() {
        interleaver.flush();
    }

    /// The next picture will be a keyframe; what comes before it is passed over. For a reader that could not keep up.
    public void awaitKeyframe() {
        continuable = false;
        if (video.isPresent()) started = false;
    }

    private void write(Frame frame) {
        boolean picture = isOf(video, frame);
        if (!started && !start(frame, picture)) return;
        if (frame.dtsNanos() <= continuedNanos) return;
        if (picture) picture(frame);
        else sound(frame);
    }

    private boolean start(Frame frame, boolean picture) {
        if (video.isPresent() && (!picture || !frame.keyframe())) return false;
        if (picture && header(frame).isEmpty()) return false;
        boolean seen = picture && frame.dtsNanos() <= lastPictureNanos;
        continuedNanos = seen && continuable ? lastPictureNanos : Long.MIN_VALUE;
        if (!timed) {
            timed = true;
            originNanos = frame.dtsNanos();
        }
        started = true;
        videoHeader = Bytes.EMPTY;
        lastMillis = Math.max(lastMillis, millis(frame.dtsNanos()));
        put(FlvTag.Kind.DATA, MetaData.of(video, frame.payload(), audio).write());
        if (picture) videoHeader(frame);
        audio.ifPresent(
                track -> put(FlvTag.Kind.AUDIO, AudioTag.configuration(track.codec(), SequenceHeader.ofSound(track))));
        return true;
    }

    private void picture(Frame frame) {
        if (frame.keyframe()) videoHeader(frame);
        long shown = millis(frame.ptsNanos());
        lastVideoMillis = Math.max(Math.max(millis(frame.dtsNanos()), lastMillis), lastVideoMillis + 1);
        lastMillis = lastVideoMillis;
        lastPictureNanos = frame.dtsNanos();
        // A reader never gets to show a picture before it decodes it.
        long composition = Math.clamp(shown - lastMillis, 0, MAX_COMPOSITION);
        var codec = codec(video);
        put(
                FlvTag.Kind.VIDEO,
                VideoTag.picture(codec, frame.keyframe(), (int) composition, withoutParameterSets(codec, frame)));
    }

    private void sound(Frame frame) {
        lastAudioMillis = Math.max(Math.max(millis(frame.dtsNanos()), lastMillis), lastAudioMillis + 1);
        lastMillis = lastAudioMillis;
        put(FlvTag.Kind.AUDIO, AudioTag.sound(codec(audio), frame.payload()));
    }

    /// Tells the decoder about the pictures from `keyframe` on, unless it knows.
    private void videoHeader(Frame keyframe) {
        header(keyframe).ifPresent(header -> {
            if (header.equals(videoHeader)) return;
            videoHeader = header;
            put(FlvTag.Kind.VIDEO, VideoTag.configuration(codec(video), header));
        });
    }

    private Optional<Bytes> header(Frame keyframe) {
        return SequenceHeader.ofPictures(codec(video), keyframe.payload()) instanceof Parsed.Ok<Bytes>(var header)
                ? Optional.of(header)
                : Optional.empty();
    }

    /// A keyframe's parameter sets are in the sequence header, and readers want them nowhere else.
    private static Bytes withoutParameterSets(Codec codec, Frame frame) {
        if (!frame.keyframe() || (codec != Codec.H264 && codec != Codec.H265)) return frame.payload();
        return switch (NalUnits.split(frame.payload())) {
            case Parsed.Ok<List<Bytes>>(var nals) ->
                NalUnits.join(
                        nals.stream().filter(nal -> !isParameterSet(codec, nal)).toList());
            case Parsed.Malformed<List<Bytes>> _ -> frame.payload();
        };
    }

    static boolean isParameterSet(Codec codec, Bytes nal) {
        if (codec == Codec.H264) {
            int type = H264NalUnit.type(nal);
            return type == H264NalUnit.SPS || type == H264NalUnit.PPS;
        }
        int type = H265NalUnit.type(nal);
        return type == H265NalUnit.VPS || type == H265NalUnit.SPS || type == H265NalUnit.PPS;
    }

    private void put(FlvTag.Kind kind, Bytes body) {
        out.accept(new FlvTag(kind, lastMillis & 0xFFFF_FFFFL, body));
    }

    private long millis(long nanos) {
        return Math.floorDiv(nanos - originNanos, NANOS_A_MILLI);
    }

    private static boolean isOf(Optional<Track> track, Frame frame) {
        return track.isPresent() && track.get().number() == frame.track();
    }

    private static Codec codec(Optional<Track> track) {
        return track.orElseThrow().codec();
    }
}
