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

    @Override
    public void pes(Times times, Bytes payload, Sink sink) {
        int before = carry.length();
        var bytes = carry.with(payload);
        int at = 0;
        boolean timed = false;
        while (bytes.length() - at >= LatmStream.SYNC_HEADER) {
            if (!timed && at >= before) {
                clock.set(times);
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
                if (!steady.accepts(config)) {
                    sink.discarded("latm-config");
                    return;
                }
                if (!clock.known()) return;
                sink.configured(config.write());
                for (var unit : element.accessUnits()) {
                    long time = clock.next(config.frameSamples(), config.sampleRate());
                    sink.unit(time, time, true, unit);
                }
            }
            // Until the configuration comes there is nothing wrong with elements without it.
            case Parsed.Malformed<LatmStream.Element>(var why) -> {
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
