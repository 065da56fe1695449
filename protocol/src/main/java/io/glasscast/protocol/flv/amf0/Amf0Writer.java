package io.glasscast.protocol.flv.amf0;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Writes AMF0 values one behind the other (AMF0 §2).
public final class Amf0Writer {
    private static final int MAX_SHORT = 0xFFFF;

    private Amf0Writer() {}

    public static Bytes write(Amf0... values) {
        return write(List.of(values));
    }

    /// @throws IllegalArgumentException when the name of a property is longer than 65535 bytes
    public static Bytes write(List<Amf0> values) {
        var writer = new ByteWriter();
        for (var value : values) value(writer, value);
        return writer.toBytes();
    }

    private static void value(ByteWriter writer, Amf0 value) {
        switch (value) {
            case Amf0.Number(var number) -> writer.u8(Amf0Marker.NUMBER).u64(Double.doubleToLongBits(number));
            case Amf0.Bool(var bool) -> writer.u8(Amf0Marker.BOOLEAN).u8(bool ? 1 : 0);
            case Amf0.Text(var text) -> text(writer, text);
            case Amf0.Obj(var properties) -> properties(writer.u8(Amf0Marker.OBJECT), properties);
            case Amf0.EcmaArray(var properties) ->
                properties(writer.u8(Amf0Marker.ECMA_ARRAY).u32(properties.size()), properties);
            case Amf0.StrictArray(var values) -> {
                writer.u8(Amf0Marker.STRICT_ARRAY).u32(values.size());
                for (var element : values) value(writer, element);
            }
            case Amf0.Date(var millis) ->
                writer.u8(Amf0Marker.DATE).u64(Double.doubleToLongBits(millis)).u16(0);
            case Amf0.Null() -> writer.u8(Amf0Marker.NULL);
            case Amf0.Undefined() -> writer.u8(Amf0Marker.UNDEFINED);
        }
    }

    private static void text(ByteWriter writer, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_SHORT) writer.u8(Amf0Marker.LONG_STRING).u32(bytes.length);
        else writer.u8(Amf0Marker.STRING).u16(bytes.length);
        writer.bytes(bytes);
    }

    private static void properties(ByteWriter writer, Map<String, Amf0> properties) {
        for (var property : properties.entrySet()) {
            var name = property.getKey().getBytes(StandardCharsets.UTF_8);
            if (name.length > MAX_SHORT) throw new IllegalArgumentException("a name of " + name.length + " bytes");
            writer.u16(name.length).bytes(name);
            value(writer, property.getValue());
        }
        writer.u16(0).u8(Amf0Marker.OBJECT_END);
    }
}
