package io.glasscast.protocol.rtmp;

import io.glasscast.media.Codec;
import io.glasscast.protocol.flv.FourCc;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a peer knows beyond Flash (Enhanced RTMP v2, "Enhancing NetConnection connect Command").
///
/// @param codecs     those it takes as enhanced tags
/// @param reconnects whether it understands that it is asked to come back
public record Capabilities(Set<Codec> codecs, boolean reconnects) {
    /// A peer as Flash was.
    static final Capabilities NONE = new Capabilities(Set.of(), false);

    /// capsEx.
    private static final int RECONNECT = 1;

    private static final int MOD_EX = 4;
    private static final int TIMESTAMP_NANO_OFFSET = 8;

    /// A codec's abilities.
    private static final int CAN_DECODE = 1;

    private static final int CAN_FORWARD = 4;
    private static final String EVERYTHING = "*";
    /// A list of codecs is a handful.
    private static final int MAX_NAMES = 64;

    public Capabilities {
        codecs = Set.copyOf(codecs);
    }

    /// Reads them from the object of a connect command, or of its answer.
    static Capabilities of(Map<String, Amf0> properties) {
        var codecs = EnumSet.noneOf(Codec.class);
        if (properties.get("fourCcList") instanceof Amf0.StrictArray(var names))
            for (var name : names.subList(0, Math.min(names.size(), MAX_NAMES)))
                add(codecs, name.text().orElse(""));
        for (var map : List.of("videoFourCcInfoMap", "audioFourCcInfoMap")) {
            var infos = properties.get(map);
            if (infos == null) continue;
            for (var info : infos.object().entrySet()) {
                int abilities = (int) info.getValue().number().orElse(0);
                if ((abilities & (CAN_DECODE | CAN_FORWARD)) == 0) continue;
                if (info.getKey().equals(EVERYTHING)) addAll(codecs, map.startsWith("video"));
                else add(codecs, info.getKey());
            }
        }
        var caps = properties.get("capsEx");
        int flags = caps == null ? 0 : (int) caps.number().orElse(0);
        return new Capabilities(codecs, (flags & RECONNECT) != 0);
    }

    private static void add(Set<Codec> codecs, String name) {
        if (name.equals(EVERYTHING)) {
            addAll(codecs, true);
            addAll(codecs, false);
        }
        FourCc.codec(name).ifPresent(codecs::add);
    }

    private static void addAll(Set<Codec> codecs, boolean video) {
        for (var codec : Codec.values()) if (video == (codec.kind() == Codec.Kind.VIDEO)) codecs.add(codec);
    }

    /// What we say about ourselves: all of our codecs go through, and we come back when asked.
    static Map<String, Amf0> own() {
        var names = new ArrayList<String>();
        var video = new LinkedHashMap<String, Amf0>();
        var audio = new LinkedHashMap<String, Amf0>();
        for (var codec : Codec.values()) {
            var name = FourCc.of(codec);
            names.add(name);
            (codec.kind() == Codec.Kind.VIDEO ? video : audio).put(name, Amf0.of(CAN_FORWARD));
        }
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("fourCcList", Amf0.strings(names));
        properties.put("videoFourCcInfoMap", new Amf0.Obj(video));
        properties.put("audioFourCcInfoMap", new Amf0.Obj(audio));
        properties.put("capsEx", Amf0.of(RECONNECT | MOD_EX | TIMESTAMP_NANO_OFFSET));
        return properties;
    }
}
