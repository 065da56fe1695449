package io.glasscast.protocol.flv.amf0;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// A value of AMF0 (AMF0 §2). Objects keep the order of their properties.
public sealed interface Amf0 {
    record Number(double value) implements Amf0 {}

    record Bool(boolean value) implements Amf0 {}

    /// A string, short or long, or an XML document.
    record Text(String value) implements Amf0 {}

    /// An anonymous object, or a typed one without its type.
    record Obj(Map<String, Amf0> properties) implements Amf0 {
        public Obj {
            properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    /// An associative array: an object that says how many properties it has.
    record EcmaArray(Map<String, Amf0> properties) implements Amf0 {
        public EcmaArray {
            properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    record StrictArray(List<Amf0> values) implements Amf0 {
        public StrictArray {
            values = List.copyOf(values);
        }
    }

    /// Milliseconds since 1970, UTC.
    record Date(double millis) implements Amf0 {}

    record Null() implements Amf0 {}

    /// Undefined, or of a type that is reserved.
    record Undefined() implements Amf0 {}

    static Amf0 of(double value) {
        return new Number(value);
    }

    static Amf0 of(boolean value) {
        return new Bool(value);
    }

    static Amf0 of(String value) {
        return new Text(value);
    }

    static Amf0 strings(List<String> values) {
        var texts = new ArrayList<Amf0>();
        for (var value : values) texts.add(of(value));
        return new StrictArray(texts);
    }

    /// A string's content.
    default Optional<String> text() {
        return this instanceof Text(var value) ? Optional.of(value) : Optional.empty();
    }

    default OptionalDouble number() {
        return this instanceof Number(var value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /// The properties of either kind of object; of anything else, none.
    default Map<String, Amf0> object() {
        return switch (this) {
            case Obj(var properties) -> properties;
            case EcmaArray(var properties) -> properties;
            case Number _, Bool _, Text _, StrictArray _, Date _, Null _, Undefined _ -> Map.of();
        };
    }
}
