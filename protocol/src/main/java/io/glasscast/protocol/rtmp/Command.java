package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Reader;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A command message: a name, a transaction id, values (RTMP §7.2).
///
/// @param transaction 0 when no answer is wanted
/// @param values      from the command object on
record Command(String name, double transaction, List<Amf0> values) {
    static final String RESULT = "_result";
    static final String ERROR = "_error";
    static final String ON_STATUS = "onStatus";

    Command {
        values = List.copyOf(values);
    }

    static Command of(String name, double transaction, Amf0... values) {
        return new Command(name, transaction, List.of(values));
    }

    /// What became of something, on its message stream (§7.2.2).
    ///
    /// @param level `status` or `error`
    static Command status(String level, String code, String description) {
        return of(ON_STATUS, 0, new Amf0.Null(), information(level, code, description, Map.of()));
    }

    static Amf0 information(String level, String code, String description, Map<String, Amf0> more) {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("level", Amf0.of(level));
        properties.put("code", Amf0.of(code));
        properties.put("description", Amf0.of(description));
        properties.putAll(more);
        return new Amf0.Obj(properties);
    }

    static Parsed<Command> parse(Bytes payload) {
        return Amf0Reader.all(payload).then(values -> {
            if (values.isEmpty() || values.getFirst().text().isEmpty()) return Parsed.malformed("command-name");
            double transaction = values.size() < 2 ? 0 : values.get(1).number().orElse(0);
            var rest = values.size() < 3 ? List.<Amf0>of() : values.subList(2, values.size());
            return Parsed.ok(new Command(values.getFirst().text().orElseThrow(), transaction, rest));
        });
    }

    /// The value at `index`, undefined when there are fewer.
    Amf0 value(int index) {
        return index < values.size() ? values.get(index) : new Amf0.Undefined();
    }

    /// A property of the information object of an answer; empty text when it is not there.
    String information(String property) {
        for (int i = values.size() - 1; i >= 0; i--) {
            var value = values.get(i).object().get(property);
            if (value != null) return value.text().orElse("");
        }
        return "";
    }

    /// The message that carries it.
    RtmpMessage message(long streamId) {
        var all = new ArrayList<Amf0>();
        all.add(Amf0.of(name));
        all.add(Amf0.of(transaction));
        all.addAll(values);
        return new RtmpMessage(MessageType.COMMAND_AMF0, streamId, 0, Amf0Writer.write(all));
    }
}
