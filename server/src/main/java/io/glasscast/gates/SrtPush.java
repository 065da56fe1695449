package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream on its way to an SRT listener elsewhere: H.264 and AAC, from a keyframe on. Its connection is one
/// of the gate's, which keeps its time.
final class SrtPush implements SrtOwner, TsFeed.Way, Push {
    /// What every destination takes.
    private static final Wants WANTS = new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);

    private final Stream stream;
    private final Report report;
    private final TsFeed feed;
    private @Nullable SrtSession session;
    private boolean over;
    private long bytes;
    private long dropped;

    SrtPush(Stream stream, Report report) {
        this.stream = stream;
        this.report = report;
        this.feed = new TsFeed(stream, Door.OUTPUT, WANTS, TsFeed.Beginning.NEXT_KEYFRAME, this);
    }

    /// The connection that is being made for it.
    void takes(SrtSession own) {
        session = own;
    }

    @Override
    public Stream stream() {
        return stream;
    }

    @Override
    public void connected(SrtSession own, long nowNanos) {
        if (!stream.join(feed, nowNanos)) own.close("srt-full", "The stream has no room for an output.", nowNanos);
    }

    /// A destination has nothing to tell us.
    @Override
    public void received(Bytes payload, long nowNanos) {}

    @Override
    public void closed(String sentence, long nowNanos) {
        stream.leave(feed);
        if (over) return;
        over = true;
        report.ended(sentence, nowNanos);
    }

    @Override
    public boolean writable(long nowNanos) {
        return session != null && session.writable(nowNanos);
    }

    @Override
    public void send(Bytes datagram, long nowNanos) {
        if (session == null) return;
        bytes += datagram.length();
        session.send(datagram, nowNanos);
    }

    @Override
    public void started(long nowNanos) {
        report.active(nowNanos);
    }

    @Override
    public void dropped(long frames) {
        dropped += frames;
    }

    @Override
    public void ended(long nowNanos) {
        if (session != null) session.close("srt-stream-closed", "The stream is over.", nowNanos);
    }

    @Override
    public void close(long nowNanos) {
        over = true;
        if (session != null) session.close("srt-push-closed", "The output was closed.", nowNanos);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void elapse(long nowNanos) {}

    @Override
    public long deadlineNanos() {
        return Machine.NEVER;
    }
}
