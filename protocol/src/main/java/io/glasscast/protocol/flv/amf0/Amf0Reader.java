package io.glasscast.protocol.flv.amf0;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the AMF0 values of one message, one after the other.
public final class Amf0Reader {
    /// Commands nest two or three deep, and every level is a level of our stack.
    private static final int MAX_DEPTH = 16;
    /// The largest metadata known has some hundred values; keyframe indexes of recorded files are not for live streams.
    private static final int MAX_VALUES = 4_096;

    private final Bytes bytes;
    private int at;
    private int values;
    private String why = "";

    private Amf0Reader(Bytes bytes) {
        this.bytes = bytes;
    }

    /// Reads all values of `bytes`.
    ///
    /// @return malformed when one is cut off, nests too deep, refers to another, or there are too many
    public static Parsed<List<Amf0>> all(Bytes bytes) {
        var reader = new Amf0Reader(bytes);
        var all = new ArrayList<Amf0>();
        while (reader.at < bytes.length()) {
            all.add(reader.value(0));
            if (!reader.why.isEmpty()) return Parsed.malformed(reader.why);
        }
        return Parsed.ok(all);
    }

    private Amf0 value(int depth) {
        if (depth > MAX_DEPTH) return failed("amf0-depth");
        if (++values > MAX_VALUES) return failed("amf0-count");
        if (!has(1)) return failed("amf0-short");
        return switch (bytes.u8(at++)) {
            case Amf0Marker.NUMBER -> has(8) ? new Amf0.Number(number()) : failed("amf0-short");
            case Amf0Marker.BOOLEAN -> has(1) ? new Amf0.Bool(bytes.u8(at++) != 0) : failed("amf0-short");
            case Amf0Marker.STRING -> new Amf0.Text(text(2));
            case Amf0Marker.LONG_STRING, Amf0Marker.XML_DOCUMENT -> new Amf0.Text(text(4));
            case Amf0Marker.OBJECT -> new Amf0.Obj(properties(depth));
            case Amf0Marker.TYPED_OBJECT -> {
                text(2);
                yield new Amf0.Obj(properties(depth));
            }
            case Amf0Marker.ECMA_ARRAY -> {
                // The count is a hint; the end is marked as an object's is (AMF0 §2.10).
                if (!has(4)) yield failed("amf0-short");
                at += 4;
                yield new Amf0.EcmaArray(properties(depth));
            }
            case Amf0Marker.STRICT_ARRAY -> strictArray(depth);
            case Amf0Marker.DATE -> {
                if (!has(10)) yield failed("amf0-short");
                var date = new Amf0.Date(number());
                at += 2; // time zone, reserved
                yield date;
            }
            case Amf0Marker.NULL -> new Amf0.Null();
            case Amf0Marker.UNDEFINED, Amf0Marker.UNSUPPORTED -> new Amf0.Undefined();
            // References would make a tree a graph; nobody sends them in RTMP.
            case Amf0Marker.REFERENCE -> failed("amf0-reference");
            default -> failed("amf0-marker");
        };
    }

    private Amf0 strictArray(int depth) {
        if (!has(4)) return failed("amf0-short");
        long count = bytes.u32(at);
        at += 4;
        var list = new ArrayList<Amf0>();
        for (long n = count; n > 0 && why.isEmpty(); n--) list.add(value(depth + 1));
        return new Amf0.StrictArray(list);
    }

    private Map<String, Amf0> properties(int depth) {
        var properties = new LinkedHashMap<String, Amf0>();
        while (why.isEmpty()) {
            // Some encoders leave out the end of an array that ends the message.
            if (at == bytes.length() && depth == 0) break;
            var name = text(2);
            if (why.isEmpty() && name.isEmpty() && has(1) && bytes.u8(at) == Amf0Marker.OBJECT_END) {
                at++;
                break;
            }
            if (why.isEmpty()) properties.put(name, value(depth + 1));
        }
        return properties;
    }

    private String text(int lengthBytes) {
        if (!has(lengthBytes)) {
            failed("amf0-short");
            return "";
        }
        long length = lengthBytes == 2 ? bytes.u16(at) : bytes.u32(at);
        at += lengthBytes;
        if (length > bytes.length() - at) {
            failed("amf0-short");
            return "";
        }
        var text = bytes.slice(at, (int) length).utf8();
        at += (int) length;
        return text;
    }

    private double number() {
        double value = Double.longBitsToDouble(bytes.i64(at));
        at += 8;
        return value;
    }

    private boolean has(int count) {
        return bytes.length() - at >= count;
    }

    /// Notes the first reason; what is read after it means nothing.
    private Amf0 failed(String reason) {
        if (why.isEmpty()) why = reason;
        return new Amf0.Undefined();
    }
}
