package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.Av1Obu;
import io.glasscast.bitstream.Leb128;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// AV1 as OBU elements without size fields, up to three in a payload, cut wherever a payload is full
/// (RTP Payload Format For AV1 v1.0 §4, §5).
final class Av1Packetizer implements Packetizer {
    /// W has two bits; with 0, which stands for any number, the last element would need a length too.
    private static final int MAX_ELEMENTS = 3;

    /// A part of an element that goes into one payload.
    private record Part(Bytes bytes, boolean starts, boolean ends) {}

    @Override
    public List<Bytes> packetize(Bytes frame, int maxPayload) {
        if (maxPayload < MIN_PAYLOAD) throw new IllegalArgumentException("payloads of " + maxPayload + " bytes");
        return switch (Av1Obu.split(frame)) {
            case Parsed.Ok<List<Av1Obu>>(var units) -> packetize(units, maxPayload);
            case Parsed.Malformed<List<Av1Obu>> _ -> List.of();
        };
    }

    private static List<Bytes> packetize(List<Av1Obu> units, int maxPayload) {
        var elements = units.stream()
                .filter(unit -> !Av1Obu.isDispensable(unit.type()))
                .map(Av1Obu::element)
                .toList();
        if (elements.isEmpty()) return List.of();
        var cut = cut(elements, maxPayload);
        // As many packets as needed, but with equal shares: the smallest payload that still needs no more.
        int low = MIN_PAYLOAD / 2;
        int high = maxPayload;
        while (low < high) {
            int middle = (low + high) / 2;
            if (cut(elements, middle).size() <= cut.size()) high = middle;
            else low = middle + 1;
        }
        boolean sequence = units.stream().anyMatch(unit -> unit.type() == Av1Obu.SEQUENCE_HEADER);
        var payloads = new ArrayList<Bytes>();
        for (var parts : cut(elements, high)) payloads.add(write(parts, sequence && payloads.isEmpty()));
        return payloads;
    }

    /// Fills payloads of `most` bytes one after the other.
    private static List<List<Part>> cut(List<Bytes> elements, int most) {
        var payloads = new ArrayList<List<Part>>();
        var parts = new ArrayList<Part>();
        int used = 1;
        for (var element : elements) {
            for (int at = 0; at < element.length(); ) {
                // What is last now needs a length when another follows it.
                int lengthOfLast =
                        parts.isEmpty() ? 0 : Leb128.size(parts.getLast().bytes.length());
                int room = most - used - lengthOfLast;
                if (room < 1 || parts.size() == MAX_ELEMENTS) {
                    payloads.add(parts);
                    parts = new ArrayList<>();
                    used = 1;
                    continue;
                }
                int size = Math.min(room, element.length() - at);
                parts.add(new Part(element.slice(at, size), at == 0, at + size == element.length()));
                used += lengthOfLast + size;
                at += size;
            }
        }
        payloads.add(parts);
        return payloads;
    }

    private static Bytes write(List<Part> parts, boolean sequence) {
        int size = 1;
        for (var part : parts) size += Leb128.size(part.bytes.length()) + part.bytes.length();
        size -= Leb128.size(parts.getLast().bytes.length());
        var payload = new byte[size];
        int at = 0;
        payload[at++] = (byte) ((parts.getFirst().starts ? 0 : Av1Payload.Z)
                | (parts.getLast().ends ? 0 : Av1Payload.Y)
                | parts.size() << 4
                | (sequence ? Av1Payload.N : 0));
        for (var part : parts) {
            int length = part.bytes.length();
            if (part != parts.getLast()) at = Leb128.put(payload, at, length);
            part.bytes.copyTo(payload, at);
            at += length;
        }
        return Bytes.of(payload);
    }
}
