package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.Arrays;

/// Puts the PES packets of one PID together and says each as soon as it is whole (ISO/IEC 13818-1 §2.4.3.6).
///
/// A packet of unknown length is whole when the next one starts, which would hold every picture back for the time of
/// one. Writers stuff the last packet of a picture, and only that, so once a writer has done so a few times its
/// stuffing is taken for the end; a writer that turns out to stuff elsewhere is not trusted again.
final class PesAssembler {
    interface Sink {
        /// A whole PES packet; its bytes are lent.
        void pes(PesHeader header, Bytes payload);

        void discarded(String why);
    }

    /// A picture of 8 MiB is eight times what an encoder makes of 4K at 100 Mbit/s.
    static final int MAX_LENGTH = 8 << 20;

    /// Video that is cut into packets of known length near the greatest goes on in the next one.
    private static final int PERHAPS_CUT = 0xF000;

    /// Pictures that must have ended with stuffing before it is believed.
    private static final int TRUST = 8;

    private static final int SMALL = 16 << 10;
    /// A buffer beyond this is not kept for the next picture.
    private static final int KEPT = 1 << 20;

    private final boolean video;
    private byte[] buffer = new byte[SMALL];
    private int length;
    /// Whether a PES packet has begun and is whole so far.
    private boolean begun;
    /// Where it ends in the buffer, or -1 while that is not known.
    private int end;
    /// What the newest PES header said of its length.
    private int stated;

    private int stuffedEnds;
    private boolean lastStuffed;
    private boolean endedByStuffing;

    PesAssembler(boolean video) {
        this.video = video;
    }

    void packet(TsPacket packet, Sink sink) {
        var payload = packet.payload();
        if (lastStuffed) judgeStuffing(packet.unitStart(), sink);
        lastStuffed = packet.stuffed();
        if (packet.unitStart()) {
            if (begun && goesOn(payload)) {
                int header = PesHeader.FIXED + payload.u8(8);
                stated = payload.u16(4);
                end = length + Math.max(0, stated - (header - PesHeader.START));
                payload = payload.from(header);
            } else {
                if (begun) finish(sink);
                begun = true;
                length = 0;
                end = -1;
                stated = 0;
            }
        } else if (!begun) {
            return;
        }
        if (!append(payload)) {
            sink.discarded("pes-too-long");
            drop();
            return;
        }
        if (end < 0 && length >= PesHeader.START) {
            stated = (buffer[4] & 0xFF) << 8 | buffer[5] & 0xFF;
            if (stated > 0) end = PesHeader.START + stated;
        }
        boolean whole = end >= 0 ? length >= end : packet.stuffed() && stuffedEnds >= TRUST;
        if (whole && !perhapsCut()) {
            endedByStuffing = end < 0;
            finish(sink);
        }
    }

    /// A packet was lost: what has begun will not be whole.
    void gap(Sink sink) {
        if (begun) sink.discarded("pes-gap");
        lastStuffed = false;
        drop();
    }

    /// No more will come: what has begun is whole if neither its length nor its writer's habit says otherwise.
    void flush(Sink sink) {
        boolean cut = end < 0 && stuffedEnds >= TRUST && !lastStuffed;
        if (begun && cut) sink.discarded("pes-truncated");
        else if (begun) finish(sink);
        lastStuffed = false;
        drop();
    }

    private void drop() {
        begun = false;
        length = 0;
    }

    private void judgeStuffing(boolean unitStart, Sink sink) {
        if (unitStart) {
            if (stuffedEnds < TRUST) stuffedEnds++;
        } else {
            stuffedEnds = Integer.MIN_VALUE;
            if (endedByStuffing) sink.discarded("pes-stuffed-inside");
        }
        endedByStuffing = false;
    }

    /// Whether the packet that starts with `payload` is the rest of the one that is whole: it has no time of its own.
    private boolean goesOn(Bytes payload) {
        return perhapsCut()
                && length >= end
                && payload.length() >= PesHeader.FIXED
                && PesHeader.startsAt(payload)
                && payload.u16(4) > 0
                && (payload.u8(7) & 0x80) == 0
                && PesHeader.FIXED + payload.u8(8) <= payload.length();
    }

    private boolean perhapsCut() {
        return video && stated >= PERHAPS_CUT;
    }

    private boolean append(Bytes payload) {
        int wanted = length + payload.length();
        if (wanted > MAX_LENGTH) return false;
        if (wanted > buffer.length) buffer = Arrays.copyOf(buffer, Math.max(wanted, 2 * buffer.length));
        payload.copyTo(buffer, length);
        length = wanted;
        return true;
    }

    private void finish(Sink sink) {
        var bytes = Bytes.of(buffer, 0, end < 0 ? length : Math.min(length, end));
        boolean truncated = end > length;
        if (buffer.length > KEPT) buffer = new byte[SMALL];
        drop();
        if (truncated) {
            sink.discarded("pes-truncated");
            return;
        }
        switch (PesHeader.parse(bytes)) {
            case Parsed.Ok<PesHeader>(var header) -> sink.pes(header, bytes.from(header.length()));
            case Parsed.Malformed<PesHeader>(var why) -> sink.discarded(why);
        }
    }
}
