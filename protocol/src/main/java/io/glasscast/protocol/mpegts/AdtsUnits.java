package io.glasscast.protocol.mpegts;

import io.glasscast.bitstream.AdtsHeader;
import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// AAC behind ADTS headers. Frames may lie across PES packets; the time belongs to the first that starts in one.
final class AdtsUnits implements Units {
    private final Carry carry = new Carry();
    private final SoundClock clock = new SoundClock();
    private final Steady<AudioSpecificConfig> steady = new Steady<>();
    private boolean inStep = true;

    @Override
    public void pes(Times times, Bytes payload, Sink sink) {
        int before = carry.length();
        var bytes = carry.with(payload);
        int at = 0;
        boolean timed = false;
        while (bytes.length() - at >= AdtsHeader.LENGTH) {
            if (!timed && at >= before) {
                clock.set(times);
                timed = true;
            }
            switch (AdtsHeader.parse(bytes.from(at))) {
                case Parsed.Ok<AdtsHeader>(var header) -> {
                    if (bytes.length() - at < header.frameLength()) {
                        carry.keep(bytes.from(at));
                        return;
                    }
                    unit(header, bytes.slice(at, header.frameLength()), sink);
                    inStep = true;
                    at += header.frameLength();
                }
                case Parsed.Malformed<AdtsHeader>(var why) -> {
                    if (inStep) {
                        if (why.equals("adts-channels")) sink.refused("AAC with channels of its own order");
                        else sink.discarded(why);
                    }
                    inStep = false;
                    at++;
                }
            }
        }
        carry.keep(bytes.from(at));
    }

    private void unit(AdtsHeader header, Bytes frame, Sink sink) {
        if (header.blocks() != 1) {
            // Nobody writes these, and where one access unit ends in them only a decoder can tell.
            sink.discarded("adts-blocks");
            clock.next(
                    header.blocks() * header.config().frameSamples(),
                    header.config().sampleRate());
            return;
        }
        var config = header.config();
        if (!clock.known()) return;
        long time = clock.next(config.frameSamples(), config.sampleRate());
        if (!steady.accepts(config)) {
            sink.discarded("adts-config");
            return;
        }
        sink.configured(config.write());
        sink.unit(time, time, true, Bytes.of(frame.from(header.length()).toArray()));
    }

    @Override
    public void gap() {
        carry.keep(Bytes.EMPTY);
        clock.forget();
    }
}
