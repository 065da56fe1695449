package io.glasscast.bench;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import io.glasscast.protocol.rtmp.RtmpUrl;
import java.util.LinkedHashMap;

/// What a player of RTMP says, in the order in which it says it (RTMP §5.2, §7.2). What the server answers is
/// not read: players come in hundreds, and only count.
final class RtmpPlay {
    /// Of each of the handshake's packets (§5.2.3).
    static final int PACKET = 1_536;

    /// S0, S1 and S2.
    static final int ANSWER = 1 + 2 * PACKET;

    private static final int VERSION = 3;
    private static final int CHUNK = 128;
    private static final int COMMAND_CHUNKS = 3;
    private static final int CONTROL_CHUNKS = 2;
    private static final int ACKNOWLEDGEMENT = 3;
    private static final int COMMAND_AMF0 = 20;
    /// The first that a server makes is this one, everywhere.
    private static final int STREAM = 1;

    private final RtmpUrl url;

    RtmpPlay(RtmpUrl url) {
        this.url = url;
    }

    /// C0 and C1. Zeros are as good as chance: nobody checks them without a digest.
    static Bytes hello() {
        return new ByteWriter(1 + PACKET).u8(VERSION).zeros(PACKET).toBytes();
    }

    Bytes connect() {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("app", Amf0.of(url.app()));
        properties.put("flashVer", Amf0.of("LNX 9,0,124,2"));
        properties.put("tcUrl", Amf0.of(url.tcUrl()));
        return command(0, Amf0.of("connect"), Amf0.of(1), new Amf0.Obj(properties));
    }

    static Bytes createStream() {
        return command(0, Amf0.of("createStream"), Amf0.of(2), new Amf0.Null());
    }

    /// Live or nothing: -1000.
    Bytes play() {
        return command(STREAM, Amf0.of("play"), Amf0.of(3), new Amf0.Null(), Amf0.of(url.key()), Amf0.of(-1000));
    }

    /// That so many bytes have come (§5.4.3).
    static Bytes acknowledgement(long bytes) {
        var number = new ByteWriter(4).u32(bytes & 0xFFFF_FFFFL).toBytes();
        return message(CONTROL_CHUNKS, ACKNOWLEDGEMENT, 0, number);
    }

    private static Bytes command(int stream, Amf0... values) {
        return message(COMMAND_CHUNKS, COMMAND_AMF0, stream, Amf0Writer.write(values));
    }

    /// In chunks of the size that holds until somebody says otherwise (§5.3.1).
    private static Bytes message(int chunkStream, int type, int stream, Bytes payload) {
        var writer = new ByteWriter(16 + 2 * payload.length());
        writer.u8(chunkStream).u24(0).u24(payload.length()).u8(type);
        // The only number in RTMP that is little-endian.
        writer.u32(Integer.toUnsignedLong(Integer.reverseBytes(stream)));
        for (int at = 0; at < payload.length(); at += CHUNK) {
            if (at > 0) writer.u8(0xC0 | chunkStream);
            writer.bytes(payload.slice(at, Math.min(CHUNK, payload.length() - at)));
        }
        return writer.toBytes();
    }
}
