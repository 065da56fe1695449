package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// The common part of H.264 and H.265: aggregates small NAL units, sends fitting ones as they are, cuts the rest.
final class NalPacketizer implements Packetizer {
    /// How one of the two writes it down.
    interface Format {
        boolean isDispensable(Bytes nal);

        /// Bytes of an aggregate before its first NAL unit's size.
        int aggregateHeader();

        /// Puts two or more NAL units that fit into one payload.
        Bytes aggregate(List<Bytes> nals);

        /// Bytes of a NAL unit's own header; fragments go without.
        int nalHeader();

        /// Bytes in front of each fragment.
        int fragmentHeader();

        /// Writes them.
        void putFragmentHeader(Bytes nal, boolean start, boolean end, byte[] payload);
    }

    /// Bytes of a NAL unit's size in an aggregate.
    private static final int SIZE = 2;

    private final Format format;

    NalPacketizer(Format format) {
        this.format = format;
    }

    @Override
    public List<Bytes> packetize(Bytes frame, int maxPayload) {
        if (maxPayload < MIN_PAYLOAD) throw new IllegalArgumentException("payloads of " + maxPayload + " bytes");
        return switch (NalUnits.split(frame)) {
            case Parsed.Ok<List<Bytes>>(var nals) -> packetize(nals, maxPayload);
            case Parsed.Malformed<List<Bytes>> _ -> List.of();
        };
    }

    private List<Bytes> packetize(List<Bytes> nals, int maxPayload) {
        var payloads = new ArrayList<Bytes>();
        var small = new ArrayList<Bytes>();
        int aggregated = format.aggregateHeader();
        for (var nal : nals) {
            if (format.isDispensable(nal)) continue;
            int needed = SIZE + nal.length();
            if (aggregated + needed > maxPayload) {
                flush(small, payloads);
                aggregated = format.aggregateHeader();
            }
            if (nal.length() > maxPayload) {
                cut(nal, maxPayload, payloads);
            } else {
                // Possibly alone and too long for an aggregate; then it goes as it is.
                small.add(nal);
                aggregated += needed;
            }
        }
        flush(small, payloads);
        return payloads;
    }

    private void flush(List<Bytes> small, List<Bytes> payloads) {
        if (small.size() == 1) payloads.add(small.getFirst());
        if (small.size() > 1) payloads.add(format.aggregate(small));
        small.clear();
    }

    private void cut(Bytes nal, int maxPayload, List<Bytes> payloads) {
        int header = format.fragmentHeader();
        int rest = nal.length() - format.nalHeader();
        int step = Cut.step(rest, maxPayload - header);
        for (int at = 0; at < rest; at += step) {
            int size = Math.min(step, rest - at);
            var payload = new byte[header + size];
            format.putFragmentHeader(nal, at == 0, at + size == rest, payload);
            nal.copyTo(format.nalHeader() + at, payload, header, size);
            payloads.add(Bytes.of(payload));
        }
    }
}
