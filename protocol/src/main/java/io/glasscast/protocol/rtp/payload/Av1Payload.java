package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.Av1Obu;
import io.glasscast.bitstream.Leb128;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// AV1 (RTP Payload Format For AV1 v1.0 §4.4). Payloads are OBU elements behind an aggregation header:
/// ```
/// |Z|Y| W |N|-|-|-|  Z: the first element goes on from the last packet; Y: the last one goes on in the next
///                    W: how many elements, of which the last has no length; 0: all have one
///                    N: a coded video sequence starts here
/// ```
final class Av1Payload implements PayloadFormat {
    static final int Z = 0x80;
    static final int Y = 0x40;
    static final int N = 0x08;

    private final List<Av1Obu> units = new ArrayList<>();
    private final Pieces fragments = new Pieces();
    private int length;
    private boolean continues;

    /// Only N, or a unit that comes first by its nature, tells that a payload is its temporal unit's first. After a
    /// loss nothing else will do: what depends on the lost packets could not be decoded anyway.
    @Override
    public boolean begins(Bytes payload, boolean doubtful) {
        int header = payload.u8(0);
        if ((header & Z) != 0) return false;
        if (!doubtful || (header & N) != 0) return true;
        int at = 1 + ((header >>> 4 & 3) == 1 ? 0 : Leb128.read(payload, 1).length());
        if (at >= payload.length()) return false;
        int type = Av1Obu.type(payload.u8(at));
        return type == Av1Obu.SEQUENCE_HEADER || type == Av1Obu.TEMPORAL_DELIMITER;
    }

    @Override
    public void begin(boolean doubtful) {
        units.clear();
        fragments.clear();
        length = 0;
        continues = false;
    }

    @Override
    public String add(Bytes payload) {
        int header = payload.u8(0);
        if (((header & Z) != 0) != continues) return "av1-fragment";
        int count = header >>> 4 & 3;
        int at = 1;
        if (at == payload.length()) return "av1-empty";
        for (int n = 1; at < payload.length(); n++) {
            int size = payload.length() - at;
            if (n != count) {
                var field = Leb128.read(payload, at);
                at += field.length();
                if (field.length() == 0 || field.value() > payload.length() - at) return "av1-element-size";
                size = field.value();
            }
            boolean last = at + size == payload.length();
            if (count != 0 && last != (n == count)) return "av1-element-count";
            if (!fragments.add(payload.slice(at, size))) return "unit-long";
            at += size;
            continues = last && (header & Y) != 0;
            if (!continues) {
                String why = endElement();
                if (!why.equals(FINE)) return why;
            }
        }
        return FINE;
    }

    private String endElement() {
        Bytes element = fragments.join();
        fragments.clear();
        // An element of no bytes is allowed nowhere, but harms nobody.
        if (element.isEmpty()) return FINE;
        if (element.length() > Pieces.MAX_BYTES - length) return "unit-long";
        return switch (Av1Obu.parse(element)) {
            case Parsed.Ok<Av1Obu>(var unit) -> {
                if (Av1Obu.isDispensable(unit.type())) yield FINE;
                if (units.size() == Av1Obu.MAX_COUNT) yield "av1-obu-count";
                units.add(unit);
                length += element.length();
                yield FINE;
            }
            case Parsed.Malformed<Av1Obu>(var why) -> why;
        };
    }

    @Override
    public boolean hasPicture() {
        return continues || !units.isEmpty();
    }

    @Override
    public Parsed<AccessUnit> finish(long timestamp) {
        if (continues) return Parsed.malformed("fragment-unfinished");
        return Parsed.ok(new AccessUnit(timestamp, Av1Obu.isKeyframe(units), Av1Obu.join(units)));
    }
}
