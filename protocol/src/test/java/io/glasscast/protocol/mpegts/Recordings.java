package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What FFmpeg 5.1 made of a test picture of 160x90 at 15 Hz and a tone, and what a demuxer says of it.
enum Recordings {
    H264_AAC("h264-aac.ts"),
    /// B-frames; two channels in LATM.
    H264B_LATM("h264b-latm.ts"),
    H265_OPUS("h265-opus.ts"),
    H264_MP2("h264-mp2.ts"),
    MPEG2_AC3("mpeg2-ac3.ts"),
    EAC3("eac3.ts");

    private final String file;

    Recordings(String file) {
        this.file = file;
    }

    Bytes bytes() {
        try (var stream = Recordings.class.getResourceAsStream("/mpegts/" + file)) {
            if (stream == null) throw new IllegalStateException(file);
            return Bytes.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Output> outputs() {
        return outputs(bytes(), 1316);
    }

    /// All outputs of a demuxer that is fed portions of `size` bytes, the clock's left out.
    static List<Output> outputs(Bytes bytes, int size) {
        var outputs = new ArrayList<Output>();
        var demuxer = new TsDemuxer();
        for (int at = 0; at < bytes.length(); at += size)
            demuxer.feed(bytes.slice(at, Math.min(size, bytes.length() - at)), outputs::add);
        demuxer.flush(outputs::add);
        outputs.removeIf(output -> output instanceof Output.Clock || output instanceof Output.Present);
        return outputs;
    }

    static List<Frame> frames(List<Output> outputs, int track) {
        return outputs.stream()
                .filter(Output.Whole.class::isInstance)
                .map(output -> ((Output.Whole) output).frame())
                .filter(frame -> frame.track() == track)
                .toList();
    }

    static List<List<Track>> tracks(List<Output> outputs) {
        return outputs.stream()
                .filter(Output.Tracks.class::isInstance)
                .map(output -> ((Output.Tracks) output).tracks())
                .toList();
    }

    static List<String> discarded(List<Output> outputs) {
        return outputs.stream()
                .filter(Output.Discarded.class::isInstance)
                .map(output -> ((Output.Discarded) output).why())
                .toList();
    }
}
