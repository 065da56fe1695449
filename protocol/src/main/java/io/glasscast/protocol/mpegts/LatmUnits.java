package io.glasscast.protocol.mpegts;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.LatmStream;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// AAC in LATM, in the framing that finds itself again (LOAS, ISO/IEC 14496-3 §1.7.2).
final class LatmUnits implements Units {
    private final Carry carry = new Carry();
    private final SoundClock clock = new SoundClock();
    private final Steady<AudioSpecificConfig> steady = new Steady<>();
    private final LatmStream stream = new LatmStream();
    private boolean inStep = true;
    /// Elements since the last time that was said that could not be read: they take their time all the same.
    private int unread;

    @Override
    public void pes(Times times, Bytes payload, Sink sink) {
        int before = carry.length();
        var bytes = carry.with(payload);
        int at = 0;
        boolean timed = false;
        while (bytes.length() - at >= LatmStream.SYNC_HEADER) {
            if (!timed && at >= before) {
                clock.set(times);
                unread = 0;
                timed = true;
            }
            int length = LatmStream.loasLength(bytes, at);
            if (length == 0) {
                if (inStep) sink.discarded("loas-syncword");
                inStep = false;
                at++;
            } else if (length > bytes.length() - at) {
                break;
            } else {
                element(bytes.slice(at + LatmStream.SYNC_HEADER, length - LatmStream.SYNC_HEADER), sink);
                inStep = true;
                at += length;
            }
        }
        carry.keep(bytes.from(at));
    }

    private void element(Bytes bytes, Sink sink) {
        switch (stream.read(bytes)) {
            case Parsed.Ok<LatmStream.Element>(var element) -> {
                var config = element.config();
                if (!clock.known()) return;
                clock.next(unread * config.frameSamples(), config.sampleRate());
                unread = 0;
                if (!steady.accepts(config)) {
                    sink.discarded("latm-config");
                    clock.next(element.accessUnits().size() * config.frameSamples(), config.sampleRate());
                    return;
                }
                sink.configured(config.write());
                for (var unit : element.accessUnits()) {
                    long time = clock.next(config.frameSamples(), config.sampleRate());
                    sink.unit(time, time, true, unit);
                }
            }
            // Until the configuration comes there is nothing wrong with elements without it.
            case Parsed.Malformed<LatmStream.Element>(var why) -> {
                unread++;
                if (!why.equals("latm-no-config")) sink.discarded(why);
            }
        }
    }

    @Override
    public void gap() {
        carry.keep(Bytes.EMPTY);
        clock.forget();
    }
}
