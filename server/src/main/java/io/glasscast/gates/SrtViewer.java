package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An SRT viewer's end in the hub.
final class SrtViewer implements SrtOwner, TsFeed.Way {
    private static final Wants WANTS = new Wants(List.of(Codec.H264, Codec.H265), List.of(Codec.AAC), true);

    private final Pass pass;
    private final Stream stream;
    private final SrtMeter meter;
    private final TsFeed feed;
    private @Nullable SrtSession session;
    private long connectedNanos;

    SrtViewer(Pass pass, SrtMeter meter) {
        this.pass = pass;
        this.stream = pass.stream();
        this.meter = meter;
        this.feed = new TsFeed(stream, Door.SRT, WANTS, TsFeed.Beginning.PRESENT, this);
    }

    @Override
    public Stream stream() {
        return stream;
    }

    @Override
    public Optional<Pass> pass() {
        return Optional.of(pass);
    }

    @Override
    public void connected(SrtSession own, long nowNanos) {
        session = own;
        connectedNanos = nowNanos;
        if (!stream.join(feed, nowNanos)) own.close("srt-full", "The stream has no room for a viewer.", nowNanos);
    }

    /// A viewer sends nothing that we asked for.
    @Override
    public void received(Bytes payload, long nowNanos) {
        meter.discarded("srt-viewer-data");
    }

    @Override
    public void closed(String sentence, long nowNanos) {
        stream.leave(feed);
    }

    @Override
    public boolean writable(long nowNanos) {
        return session != null && session.writable(nowNanos);
    }

    @Override
    public void send(Bytes datagram, long nowNanos) {
        if (session != null) session.send(datagram, nowNanos);
    }

    @Override
    public void started(long nowNanos) {
        meter.viewerStarted(nowNanos - connectedNanos);
    }

    @Override
    public void dropped(long frames) {
        meter.dropped(frames);
    }

    @Override
    public void ended(long nowNanos) {
        if (session != null) session.close("srt-stream-closed", "The stream is over.", nowNanos);
    }
}
