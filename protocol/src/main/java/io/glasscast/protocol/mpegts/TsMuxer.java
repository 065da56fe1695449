package io.glasscast.protocol.mpegts;

import io.glasscast.bitstream.AdtsHeader;
import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes a transport stream of one program out of frames (ISO/IEC 13818-1 §2.4): one PES packet a frame, each in
/// packets of its own, so that every frame can leave at once. The clock runs with the picture's decoding times.
public final class TsMuxer {
    /// What a transport stream of ours can carry.
    public static final Set<Codec> CODECS = Set.of(Codec.H264, Codec.H265, Codec.AAC, Codec.OPUS);

    /// Whether a track can be carried: its codec is one of [#CODECS], and if it is AAC, in a configuration that ADTS
    /// can say.
    public static boolean carries(Track track) {
        return CODECS.contains(track.codec())
                && (track.codec() != Codec.AAC || aac(track).isPresent());
    }

    private static final int PROGRAM = 1;
    private static final int PAT_PID = 0;
    private static final int PMT_PID = 0x1000;
    private static final int FIRST_PID = 0x100;

    /// The first frame's DTS, in ticks: far enough from 0 for sound that is a little older than the first picture.
    private static final long ORIGIN = 126_000;

    /// What the clock is behind the decoding time: a receiver's time to get all of a frame, and the lateness of sound
    /// behind picture that it forgives.
    private static final long LEAD = 27_000;

    /// Who joins without a keyframe to wait for finds the tables within this time.
    private static final long TABLES_EVERY = 36_000;

    /// §2.7.2 wants the clock every 100 ms; sound that comes between slow pictures carries it.
    private static final long CLOCK_EVERY = 7_200;

    /// A step back of the clock beyond this is a jump that the packet must announce.
    private static final long JUMP = PesHeader.RATE;

    private static final Bytes H264_DELIMITER = Bytes.hex("00000001 09f0");
    private static final Bytes H265_DELIMITER = Bytes.hex("00000001 460150");

    private record Lane(Track track, int pid, Optional<AudioSpecificConfig> aac) {}

    private Map<Integer, Lane> lanes = Map.of();
    private int pcrPid = TsPacket.NULL_PID;
    private int version = -1;
    private final Map<Integer, Integer> counters = new HashMap<>();

    private boolean begun;
    private boolean clocked;
    private boolean tablesDue = true;
    private long offset;
    private long lastTables;
    private long lastClock;

    /// @throws IllegalArgumentException when it does not carry one of them (see [#carries])
    public TsMuxer(List<Track> tracks) {
        tracks(tracks);
    }

    /// Goes on with other tracks: the next frame is preceded by tables that say so. Clock and counters go on.
    ///
    /// @throws IllegalArgumentException when it does not carry one of them (see [#carries])
    public void tracks(List<Track> tracks) {
        var next = new LinkedHashMap<Integer, Lane>();
        for (var track : tracks) {
            if (!carries(track)) throw new IllegalArgumentException(track + " in MPEG-TS");
            next.put(track.number(), new Lane(track, FIRST_PID + track.number(), aac(track)));
        }
        lanes = next;
        pcrPid = next.values().stream()
                .filter(lane -> lane.track.kind() == Codec.Kind.VIDEO)
                .findFirst()
                .or(() -> next.values().stream().findFirst())
                .map(Lane::pid)
                .orElse(TsPacket.NULL_PID);
        version = version + 1 & 0x1F;
        tablesDue = true;
    }

    private static Optional<AudioSpecificConfig> aac(Track track) {
        return track.codec() == Codec.AAC
                        && AudioSpecificConfig.parse(track.configuration())
                                instanceof Parsed.Ok<AudioSpecificConfig>(var config)
                        && AdtsHeader.canSay(config)
                ? Optional.of(config)
                : Optional.empty();
    }

    /// One frame as whole packets: a multiple of 188 bytes. Frames of a track come in decoding order, tracks mixed
    /// as they are sent. Empty when the frame belongs to no track or cannot be carried.
    public Bytes mux(Frame frame) {
        var lane = lanes.get(frame.track());
        if (lane == null) return Bytes.EMPTY;
        var payload = payload(lane, frame);
        if (payload.isEmpty()) return Bytes.EMPTY;
        long dts = ticks(frame.dtsNanos());
        long pts = Math.max(dts, ticks(frame.ptsNanos()));
        boolean video = lane.track.kind() == Codec.Kind.VIDEO;
        var packets = new ByteWriter(2 * TsPacket.LENGTH + payload.length() + payload.length() / 16 + TsPacket.LENGTH);
        if (tablesDue || video && frame.keyframe() || Math.abs(dts - lastTables) >= TABLES_EVERY) {
            tablesDue = false;
            lastTables = dts;
            tables(packets);
        }
        long clock = dts - LEAD;
        boolean jumped = clocked && clock < lastClock - JUMP;
        if (clocked && !jumped) clock = Math.max(clock, lastClock);
        boolean due = !clocked || jumped || clock - lastClock >= CLOCK_EVERY;
        boolean onClock = lane.pid == pcrPid && (video || due);
        if (lane.pid != pcrPid && due) clockOnly(packets, clock, jumped);
        if (onClock || due) {
            clocked = true;
            lastClock = clock;
        }
        int streamId = video ? PesHeader.VIDEO : lane.track.codec() == Codec.OPUS ? PesHeader.PRIVATE : PesHeader.AUDIO;
        var header = PesHeader.write(streamId, payload.length(), Ticks.fold(pts), Ticks.fold(dts));
        var pes =
                new ByteWriter(header.length() + payload.length()).bytes(header).bytes(payload);
        boolean random = frame.keyframe() && (video || lane.pid == pcrPid);
        packets(packets, lane.pid, pes.toBytes(), onClock ? Ticks.fold(clock) : -1, jumped && onClock, random);
        return packets.toBytes();
    }

    private long ticks(long nanos) {
        long ticks = Ticks.ofNanos(nanos);
        if (!begun) {
            begun = true;
            offset = ORIGIN - ticks;
        }
        return ticks + offset;
    }

    private static Bytes payload(Lane lane, Frame frame) {
        return switch (lane.track.codec()) {
            case H264 -> annexB(H264_DELIMITER, frame.payload());
            case H265 -> annexB(H265_DELIMITER, frame.payload());
            case AAC ->
                frame.payload().length() > AdtsHeader.maxAccessUnit()
                        ? Bytes.EMPTY
                        : AdtsHeader.wrap(lane.aac.orElseThrow(), frame.payload());
            case OPUS -> OpusUnits.wrap(frame.payload());
            case VP8, VP9, AV1 -> Bytes.EMPTY;
        };
    }

    private static Bytes annexB(Bytes delimiter, Bytes accessUnit) {
        return switch (NalUnits.toAnnexB(accessUnit)) {
            case Parsed.Ok<Bytes>(var stream) ->
                new ByteWriter(delimiter.length() + stream.length())
                        .bytes(delimiter)
                        .bytes(stream)
                        .toBytes();
            case Parsed.Malformed<Bytes> _ -> Bytes.EMPTY;
        };
    }

    private void tables(ByteWriter packets) {
        var streams = new ArrayList<ProgramMap.Stream>();
        for (var lane : lanes.values())
            streams.add(new ProgramMap.Stream(streamType(lane.track.codec()), lane.pid, descriptors(lane.track)));
        section(packets, PAT_PID, PsiSection.PAT, new ProgramAssociation(Map.of(PROGRAM, PMT_PID)).write());
        section(packets, PMT_PID, PsiSection.PMT, new ProgramMap(pcrPid, streams).write());
    }

    private void section(ByteWriter packets, int pid, int tableId, Bytes body) {
        // The PAT never changes: only the map's version counts up.
        int itsVersion = tableId == PsiSection.PMT ? version : 0;
        var section = new PsiSection(tableId, PROGRAM, itsVersion, true, 0, 0, body);
        var payload = SectionReader.packetPayload(section);
        // Stuffing behind a section is 0xFF in the payload, not in an adaptation field.
        int size = TsPacket.LENGTH - TsPacket.HEADER;
        int at = 0;
        do {
            int part = Math.min(size, payload.length() - at);
            packets.u8(TsPacket.SYNC).u16((at == 0 ? 0x4000 : 0) | pid).u8(0x10 | counter(pid));
            packets.bytes(payload.slice(at, part));
            for (int n = part; n < size; n++) packets.u8(0xFF);
            at += part;
        } while (at < payload.length());
    }

    private static int streamType(Codec codec) {
        return switch (codec) {
            case H264 -> StreamFormat.H264_TYPE;
            case H265 -> StreamFormat.H265_TYPE;
            case AAC -> StreamFormat.ADTS_TYPE;
            case OPUS, VP8, VP9, AV1 -> StreamFormat.PRIVATE_TYPE;
        };
    }

    private static Bytes descriptors(Track track) {
        if (track.codec() != Codec.OPUS) return Bytes.EMPTY;
        // OpusHead has the channels in its tenth byte.
        int channels =
                track.configuration().length() > 9 ? track.configuration().u8(9) : 2;
        return new ByteWriter(10)
                .u8(StreamFormat.REGISTRATION)
                .u8(4)
                .u32(StreamFormat.OPUS_ID)
                .u8(StreamFormat.EXTENSION)
                .u8(2)
                .u8(StreamFormat.OPUS_EXTENSION)
                .u8(channels)
                .toBytes();
    }

    /// A packet that has nothing but the clock.
    private void clockOnly(ByteWriter packets, long clock, boolean jumped) {
        int last = counters.getOrDefault(pcrPid, 15);
        packets.u8(TsPacket.SYNC).u16(pcrPid).u8(0x20 | last);
        adaptation(packets, TsPacket.LENGTH - TsPacket.HEADER, jumped ? 0x80 : 0, Ticks.fold(clock));
    }

    private void packets(ByteWriter packets, int pid, Bytes pes, long clock, boolean jumped, boolean random) {
        int at = 0;
        while (at < pes.length()) {
            boolean first = at == 0;
            int flags = first ? (jumped ? 0x80 : 0) | (random ? 0x40 : 0) | (clock >= 0 ? 0x10 : 0) : 0;
            int needed = flags == 0 ? 0 : clock >= 0 ? 8 : 2;
            int room = TsPacket.LENGTH - TsPacket.HEADER;
            int part = Math.min(room - needed, pes.length() - at);
            int field = room - part;
            packets.u8(TsPacket.SYNC).u16((first ? 0x4000 : 0) | pid).u8((field > 0 ? 0x30 : 0x10) | counter(pid));
            if (field > 0) adaptation(packets, field, flags, first ? clock : -1);
            packets.bytes(pes.slice(at, part));
            at += part;
        }
    }

    /// An adaptation field of `size` bytes, its length byte among them.
    ///
    /// @param clock 33 bits, or -1
    private static void adaptation(ByteWriter packets, int size, int flags, long clock) {
        packets.u8(size - 1);
        if (size == 1) return;
        packets.u8(flags | (clock >= 0 ? 0x10 : 0));
        int filled = 2;
        if (clock >= 0) {
            packets.u32(clock >>> 1).u16((clock & 1) << 15 | 0x7E00); // 6 reserved bits are ones, the extension is 0
            filled += 6;
        }
        for (; filled < size; filled++) packets.u8(0xFF);
    }

    private int counter(int pid) {
        int next = counters.getOrDefault(pid, 15) + 1 & 0xF;
        counters.put(pid, next);
        return next;
    }
}
