package io.glasscast.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.Wire;
import io.glasscast.control.DeskMemory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What a desk must not forget, as text: the records as they are, messages as they go over the wire.
final class DeskMemoryJson {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .registerTypeAdapterFactory(new Optionals())
            .registerTypeAdapter(OptionalInt.class, new OptionalInts())
            .registerTypeAdapter(Instant.class, new Instants())
            .registerTypeHierarchyAdapter(CloudToApp.class, new Messages())
            .create();

    private DeskMemoryJson() {}

    static String write(DeskMemory memory) {
        return GSON.toJson(memory, DeskMemory.class);
    }

    /// Reads what was written.
    ///
    /// @return empty when it does not come back as it was, which is how the text of another version is known
    static Optional<DeskMemory> read(String text) {
        try {
            var memory = Optional.<@Nullable DeskMemory>ofNullable(GSON.fromJson(text, DeskMemory.class));
            return memory.filter(read -> write(read).equals(text));
        } catch (RuntimeException _) {
            // Records refuse what is missing, each in its own way, and Gson wraps that in no type of its own.
            return Optional.empty();
        }
    }

    private static final class Optionals implements TypeAdapterFactory {
        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (type.getRawType() != Optional.class || !(type.getType() instanceof ParameterizedType optional))
                return null;
            var inner = (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(optional.getActualTypeArguments()[0]));
            return (TypeAdapter<T>) new OptionalOf(inner);
        }
    }

    private static final class OptionalOf extends TypeAdapter<Optional<Object>> {
        private final TypeAdapter<Object> inner;

        OptionalOf(TypeAdapter<Object> inner) {
            this.inner = inner;
        }

        @Override
        public void write(JsonWriter out, Optional<Object> value) throws IOException {
            if (value.isPresent()) inner.write(out, value.get());
            else out.nullValue();
        }

        @Override
        public Optional<Object> read(JsonReader in) throws IOException {
            if (in.peek() != JsonToken.NULL) return Optional.of(inner.read(in));
            in.nextNull();
            return Optional.empty();
        }
    }

    private static final class OptionalInts extends TypeAdapter<OptionalInt> {
        @Override
        public void write(JsonWriter out, OptionalInt value) throws IOException {
            if (value.isPresent()) out.value(value.getAsInt());
            else out.nullValue();
        }

        @Override
        public OptionalInt read(JsonReader in) throws IOException {
            if (in.peek() != JsonToken.NULL) return OptionalInt.of(in.nextInt());
            in.nextNull();
            return OptionalInt.empty();
        }
    }

    private static final class Instants extends TypeAdapter<Instant> {
        @Override
        public void write(JsonWriter out, Instant value) throws IOException {
            out.value(value.toString());
        }

        @Override
        public Instant read(JsonReader in) throws IOException {
            return Instant.parse(in.nextString());
        }
    }

    private static final class Messages extends TypeAdapter<CloudToApp> {
        @Override
        public void write(JsonWriter out, CloudToApp value) throws IOException {
            out.value(Wire.write(value, Envelope.NONE));
        }

        @Override
        public CloudToApp read(JsonReader in) throws IOException {
            return Wire.cloudToApp(in.nextString()).orThrow();
        }
    }
}
