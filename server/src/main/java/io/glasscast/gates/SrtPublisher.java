package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An SRT publisher's end in the hub: MPEG-TS becomes frames. It publishes once its tracks are known, so that a
/// connection that brings nothing disturbs nobody.
final class SrtPublisher implements SrtOwner, Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(SrtPublisher.class);

    private final Stream stream;
    private final SrtMeter meter;
    private final TsDemuxer demuxer = new TsDemuxer();
    private @Nullable SrtSession session;
    private @Nullable Publication publication;
    private boolean over;
    private long connectedNanos;

    SrtPublisher(Stream stream, SrtMeter meter) {
        this.stream = stream;
        this.meter = meter;
    }

    @Override
    public Stream stream() {
        return stream;
    }

    boolean publishes() {
        return publication != null;
    }

    @Override
    public void connected(SrtSession own, long nowNanos) {
        session = own;
        connectedNanos = nowNanos;
    }

    @Override
    public void received(Bytes payload, long nowNanos) {
        if (publication == null && session != null && stream.closed()) {
            session.close("srt-stream-closed", "The stream is over.", nowNanos);
            return;
        }
        demuxer.feed(payload, output -> demuxed(output, nowNanos));
    }

    @Override
    public Door door() {
        return Door.SRT;
    }

    /// SRT has no way to ask.
    @Override
    public void requestKeyframe(long nowNanos) {}

    @Override
    public void dismissed(Dismissal why, long nowNanos) {
        publication = null;
        over = true;
        if (session == null) return;
        switch (why) {
            case SUPERSEDED -> session.close("srt-superseded", "Another publisher took over.", nowNanos);
            case STREAM_CLOSED -> session.close("srt-stream-closed", "The stream is over.", nowNanos);
        }
    }

    @Override
    public void closed(String sentence, long nowNanos) {
        if (!over) demuxer.flush(output -> demuxed(output, nowNanos));
        over = true;
        if (publication != null) publication.end(nowNanos);
        publication = null;
    }

    private void demuxed(TsDemuxer.Output output, long nowNanos) {
        switch (output) {
            case TsDemuxer.Output.Tracks(var tracks) -> tracks(tracks, nowNanos);
            case TsDemuxer.Output.Present(var dtsNanos) -> {
                if (publication != null) publication.present(dtsNanos);
            }
            case TsDemuxer.Output.Whole(var frame) -> {
                if (publication != null) publication.frame(frame, nowNanos);
            }
            case TsDemuxer.Output.Refused(var _, var codecName, var sentence) -> {
                meter.discarded("srt-codec");
                LOG.atInfo()
                        .addKeyValue("stream", stream.names().streamId())
                        .addKeyValue("codec", codecName)
                        .log("a part of what is published by SRT cannot be used: {}", sentence);
            }
            case TsDemuxer.Output.Discarded(var why) -> meter.discarded(why);
            case TsDemuxer.Output.Clock _ -> {} // the frames' own times say as much
        }
    }

    private void tracks(List<Track> tracks, long nowNanos) {
        if (over || stream.closed()) return;
        if (publication != null) {
            publication.tracks(tracks, nowNanos);
        } else if (!tracks.isEmpty()) {
            publication = stream.publish(this, tracks, nowNanos);
            meter.publisherStarted(nowNanos - connectedNanos);
        }
    }
}
