package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Turns a transport stream into frames (ISO/IEC 13818-1 §2.4). Whatever the bytes are, nothing is thrown.
///
/// Of several programs the first is taken that has something we know, of its streams the first picture and the first
/// sound. The tracks are said once they are known: the sound's configuration was read and the picture's first
/// keyframe came. Until then frames are held for a moment ([Lineup]), so that they seldom have to be said again.
public final class TsDemuxer {
    public sealed interface Output {
        /// The tracks from here on; said again when they change. Every frame that follows belongs to one of them. A
        /// track that goes on keeps its number.
        record Tracks(List<Track> tracks) implements Output {}

        /// One access unit, in decoding order within its track. Times count from an origin that all tracks share and
        /// that means nothing else; a publisher whose clock jumps makes them jump.
        record Whole(Frame frame) implements Output {}

        /// Frames were held back and follow now: the newest of them is decoded at `dtsNanos`.
        record Present(long dtsNanos) implements Output {}

        /// A stream of the program that cannot be taken. Said once for each.
        ///
        /// @param pid       its packet identifier
        /// @param codecName such as `MP2`
        /// @param sentence  for the operator: what it is and what to send instead
        record Refused(int pid, String codecName, String sentence) implements Output {}

        /// Bytes were lost or could not be read, and what they belonged to is missing.
        ///
        /// @param why a constant in kebab-case, fit to label a counter
        record Discarded(String why) implements Output {}

        /// The program clock reference, on the timeline of the frames.
        record Clock(long nanos) implements Output {}
    }

    private static final int PAT_PID = 0;

    /// Programs whose maps are read: a broadcast multiplex has about 20, a publisher one.
    private static final int MAX_PROGRAMS = 32;

    /// Streams whose refusal is said: more are the same news.
    private static final int MAX_REFUSALS = 32;

    private static final int NO_PROGRAM = -1;

    private final PacketSync sync = new PacketSync();
    private final Ticks ticks = new Ticks();
    private final Lineup lineup = new Lineup();

    /// The sections of the PAT, by number: together they are the table.
    private final TreeMap<Integer, PsiSection> association = new TreeMap<>();
    /// From the PID of a program map to its program.
    private final Map<Integer, Integer> programs = new LinkedHashMap<>();
    private final Map<Integer, Tables> tables = new HashMap<>();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final Set<Integer> refused = new HashSet<>();
    private int program = NO_PROGRAM;
    private PsiSection map = new PsiSection(-1, 0, 0, false, 0, 0, Bytes.EMPTY);
    private int pcrPid = TsPacket.NULL_PID;

    public TsDemuxer() {
        tables.put(PAT_PID, new Tables());
    }

    /// Takes the next bytes of the stream, cut anywhere. They are lent: nothing of them is kept.
    public void feed(Bytes portion, Consumer<? super Output> out) {
        sync.feed(portion, bytes -> packet(bytes, out), () -> out.accept(new Output.Discarded("ts-sync")));
    }

    /// The stream is over, or starts anew after an interruption: says what is still held, and forgets half a packet.
    public void flush(Consumer<? super Output> out) {
        for (var stream : streams.values()) stream.flush(out);
        lineup.flush(out);
        sync.reset();
    }

    private void packet(Bytes bytes, Consumer<? super Output> out) {
        switch (TsPacket.parse(bytes)) {
            case Parsed.Ok<TsPacket>(var packet) -> packet(packet, out);
            case Parsed.Malformed<TsPacket>(var why) -> out.accept(new Output.Discarded(why));
        }
    }

    private void packet(TsPacket packet, Consumer<? super Output> out) {
        if (packet.broken()) {
            // Its PID may be wrong as well; its stream finds the gap.
            out.accept(new Output.Discarded("ts-error"));
            return;
        }
        if (packet.pcr() >= 0 && packet.pid() == pcrPid && ticks.begun())
            out.accept(new Output.Clock(Ticks.nanos(ticks.near(packet.pcr() / 300))));
        var table = tables.get(packet.pid());
        if (table != null) {
            table.packet(packet, out);
            return;
        }
        var stream = streams.get(packet.pid());
        if (stream != null) stream.packet(packet, out);
    }

    private void section(int pid, PsiSection section, Consumer<? super Output> out) {
        // What is announced for later is sent again when it applies.
        if (!section.current()) return;
        if (pid == PAT_PID && section.tableId() == PsiSection.PAT) association(section, out);
        else if (section.tableId() == PsiSection.PMT) programMap(pid, section, out);
    }

    private void association(PsiSection section, Consumer<? super Output> out) {
        if (section.equals(association.get(section.number()))) return;
        association.values().removeIf(old -> old.version() != section.version() || old.last() != section.last());
        association.put(section.number(), section);
        // The table changes at once only when all of it is there.
        if (association.size() <= section.last()) return;
        programs.clear();
        for (var part : association.values())
            ProgramAssociation.read(part.body()).programs().forEach((number, pid) -> {
                if (pid != PAT_PID && programs.size() < MAX_PROGRAMS) programs.putIfAbsent(pid, number);
            });
        tables.keySet().removeIf(pid -> pid != PAT_PID && !programs.containsKey(pid));
        for (int pid : programs.keySet()) tables.computeIfAbsent(pid, _ -> new Tables());
        if (program != NO_PROGRAM && !programs.containsValue(program)) {
            program = NO_PROGRAM;
            map = new PsiSection(-1, 0, 0, false, 0, 0, Bytes.EMPTY);
        }
    }

    private void programMap(int pid, PsiSection section, Consumer<? super Output> out) {
        if (!Integer.valueOf(section.id()).equals(programs.get(pid))) return;
        if (program != NO_PROGRAM && program != section.id() || section.equals(map)) return;
        switch (ProgramMap.read(section.body())) {
            case Parsed.Ok<ProgramMap>(var read) -> choose(section, read, out);
            case Parsed.Malformed<ProgramMap>(var why) -> out.accept(new Output.Discarded(why));
        }
    }

    /// Takes the first picture and the first sound of the program; takes the program if it has either.
    private void choose(PsiSection section, ProgramMap read, Consumer<? super Output> out) {
        var chosen = new LinkedHashMap<Integer, StreamFormat.Taken>();
        var kinds = new HashSet<Codec.Kind>();
        for (var stream : read.streams()) {
            switch (StreamFormat.of(stream)) {
                case StreamFormat.Taken format -> {
                    if (tables.containsKey(stream.pid())) out.accept(new Output.Discarded("pmt-pid"));
                    else if (kinds.add(format.codec().kind())) chosen.put(stream.pid(), format);
                }
                case StreamFormat.Refused(var name) -> refuse(stream.pid(), name, out);
                case StreamFormat.Ignored() -> {}
            }
        }
        if (chosen.isEmpty() && program == NO_PROGRAM) return;
        program = section.id();
        map = section;
        pcrPid = read.pcrPid();
        streams.entrySet().removeIf(old -> old.getValue().format != chosen.get(old.getKey()));
        chosen.forEach((pid, format) -> streams.computeIfAbsent(pid, _ -> new Stream(pid, format)));
        var codecs = new LinkedHashMap<Integer, Codec>();
        chosen.forEach((pid, format) -> codecs.put(pid, format.codec()));
        lineup.expect(codecs, out);
    }

    private void refuse(int pid, String name, Consumer<? super Output> out) {
        if (refused.size() == MAX_REFUSALS || !refused.add(pid)) return;
        var sentence = name + " in the transport stream cannot be taken: send H.264 or H.265 and AAC or Opus.";
        out.accept(new Output.Refused(pid, name, sentence));
    }

    /// The sections of one PID.
    private final class Tables {
        private final Continuity continuity = new Continuity();
        private final SectionReader reader = new SectionReader();

        void packet(TsPacket packet, Consumer<? super Output> out) {
            switch (continuity.check(packet)) {
                case REPEATED -> {
                    return;
                }
                case GAP -> reader.drop();
                case FOLLOWS -> {}
            }
            if (packet.hasPayload() && !packet.scrambled())
                reader.payload(
                        packet,
                        section -> section(packet.pid(), section, out),
                        why -> out.accept(new Output.Discarded(why)));
        }
    }

    /// One stream that is taken.
    private final class Stream {
        private final int pid;
        private final StreamFormat.Taken format;
        private final Continuity continuity = new Continuity();
        private final PesAssembler assembler;
        private final Units units;

        Stream(int pid, StreamFormat.Taken format) {
            this.pid = pid;
            this.format = format;
            assembler = new PesAssembler(format.codec().kind() == Codec.Kind.VIDEO);
            units = Units.of(format);
        }

        void packet(TsPacket packet, Consumer<? super Output> out) {
            if (packet.scrambled()) {
                refuse(pid, "Scrambled " + format.codec(), out);
                return;
            }
            switch (continuity.check(packet)) {
                case REPEATED -> {
                    return;
                }
                case GAP -> {
                    out.accept(new Output.Discarded("ts-continuity"));
                    assembler.gap(new Whole(out));
                    units.gap();
                }
                case FOLLOWS -> {}
            }
            if (packet.hasPayload()) assembler.packet(packet, new Whole(out));
        }

        void flush(Consumer<? super Output> out) {
            assembler.flush(new Whole(out));
        }

        /// Where PES packets become units, and units frames.
        private final class Whole implements PesAssembler.Sink, Units.Sink {
            private final Consumer<? super Output> out;

            Whole(Consumer<? super Output> out) {
                this.out = out;
            }

            @Override
            public void pes(PesHeader header, Bytes payload) {
                if (header.scrambled()) {
                    refused("Scrambled " + format.codec());
                    return;
                }
                units.pes(times(header), payload, this);
            }

            private Units.Times times(PesHeader header) {
                if (header.pts() < 0) return Units.Times.UNKNOWN;
                long dts = ticks.unfold(header.dts());
                // A picture cannot be shown before it is decoded; who says so means the later of both.
                long pts = Math.max(dts, ticks.near(header.pts()));
                return new Units.Times(Ticks.nanos(pts), Ticks.nanos(dts));
            }

            @Override
            public void configured(Bytes configuration) {
                lineup.configured(pid, configuration);
            }

            @Override
            public void unit(long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload) {
                lineup.unit(pid, ptsNanos, dtsNanos, keyframe, payload, out);
            }

            @Override
            public void discarded(String why) {
                out.accept(new Output.Discarded(why));
            }

            @Override
            public void refused(String name) {
                refuse(pid, name, out);
            }
        }
    }
}
