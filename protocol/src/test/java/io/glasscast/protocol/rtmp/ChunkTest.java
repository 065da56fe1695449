package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkTest {
    private static final int LIMIT = 1 << 20;

    private final List<RtmpMessage> messages = new ArrayList<>();
    private final ChunkReader reader = new ChunkReader(LIMIT, messages::add);

    private static Bytes payload(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) i;
        return Bytes.of(bytes);
    }

    private static RtmpMessage audio(long timestamp, int length) {
        return new RtmpMessage(MessageType.AUDIO, 12345, timestamp, payload(length));
    }

    /// RTMP §5.3.2.1: four messages of 32 bytes, 20 ms apart, take 44, 36, 33 and 33 bytes.
    @Test
    void writesTheFirstExampleOfTheSpecification() {
        var writer = new ChunkWriter();
        var sizes = new ArrayList<Integer>();
        var formats = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            var bytes = Written.by(writer, 3, audio(1000 + i * 20L, 32));
            sizes.add(bytes.length());
            formats.add(bytes.u8(0) >>> 6);
            assertThat(reader.receive(bytes)).isEmpty();
        }

        assertThat(sizes).containsExactly(44, 36, 33, 33);
        assertThat(formats).containsExactly(0, 2, 3, 3);
        assertThat(messages).extracting(RtmpMessage::timestamp).containsExactly(1000L, 1020L, 1040L, 1060L);
        assertThat(messages).extracting(RtmpMessage::payload).containsOnly(payload(32));
    }

    /// RTMP §5.3.2.2: a message of 307 bytes in chunks of 128 takes 140, 129 and 52 bytes.
    @Test
    void writesTheSecondExampleOfTheSpecification() {
        var message = new RtmpMessage(MessageType.VIDEO, 12346, 1000, payload(307));
        var bytes = Written.by(new ChunkWriter(), 4, message);

        assertThat(bytes.length()).isEqualTo(140 + 129 + 52);
        assertThat(bytes.slice(0, 12)).isEqualTo(Bytes.hex("04 0003e8 000133 09 3a300000"));
        assertThat(bytes.u8(140)).isEqualTo(0xC4);
        assertThat(bytes.u8(269)).isEqualTo(0xC4);
        assertThat(reader.receive(bytes)).isEmpty();
        assertThat(messages).containsExactly(message);
    }

    @Test
    void readsChunkStreamsOfAllThreeLengths() {
        reader.receive(Bytes.hex("02 000000 000001 08 00000000 aa"));
        reader.receive(Bytes.hex("00 ff 000000 000001 08 00000000 bb"));
        reader.receive(Bytes.hex("01 00 10 000000 000001 08 00000000 cc"));

        assertThat(messages).extracting(message -> message.payload().hex()).containsExactly("aa", "bb", "cc");
    }

    /// Type 3 repeats the difference; after type 0 that is the timestamp (§5.3.1.2.4).
    @Test
    void typeThreeRepeatsTheDifference() {
        reader.receive(Bytes.hex("03 00000a 000001 08 01000000 aa"));
        reader.receive(Bytes.hex("c3 bb"));
        reader.receive(Bytes.hex("83 000005 cc"));
        reader.receive(Bytes.hex("c3 dd"));
        reader.receive(Bytes.hex("43 000001 000002 09 eeff"));

        assertThat(messages).extracting(RtmpMessage::timestamp).containsExactly(10L, 20L, 25L, 30L, 31L);
        assertThat(messages.getLast()).isEqualTo(new RtmpMessage(9, 1, 31, Bytes.hex("eeff")));
    }

    @Test
    void extendedTimestampsComeAgainInEveryChunk() {
        var message = audio(0x01020304, 300);
        var bytes = Written.by(new ChunkWriter(), 3, message);

        assertThat(bytes.length()).isEqualTo(12 + 4 + 128 + 5 + 128 + 5 + 44);
        assertThat(bytes.u32(12 + 4 + 128 + 1)).isEqualTo(0x01020304);
        assertThat(reader.receive(bytes)).isEmpty();
        assertThat(messages).containsExactly(message);
    }

    /// Old encoders do not send them again.
    @Test
    void extendedTimestampsMayBeMissingInTypeThree() {
        var whole = payload(200);
        var bytes = new ByteWriter()
                .bytes(Bytes.hex("03 ffffff 0000c8 08 01000000 01020304"))
                .bytes(whole.slice(0, 128))
                .u8(0xC3)
                .bytes(whole.from(128))
                .toBytes();

        assertThat(reader.receive(bytes)).isEmpty();
        assertThat(messages).containsExactly(new RtmpMessage(8, 1, 0x01020304, whole));
    }

    @Test
    void differencesMayBeExtendedAndWrap() {
        reader.receive(Bytes.hex("03 ffffff 000001 08 01000000 fffffff0 aa"));
        reader.receive(Bytes.hex("83 000020 bb"));
        reader.receive(Bytes.hex("83 ffffff 02000000 cc"));

        assertThat(messages).extracting(RtmpMessage::timestamp).containsExactly(0xFFFF_FFF0L, 0x10L, 0x0200_0010L);
    }

    @Test
    void messagesOfSeveralStreamsInterleave() {
        var one = Written.by(new ChunkWriter(), 3, audio(5, 200));
        var two = Written.by(new ChunkWriter(), 4, audio(6, 100));
        reader.receive(one.slice(0, 12 + 128));
        reader.receive(two);
        reader.receive(one.from(12 + 128));

        assertThat(messages).containsExactly(audio(6, 100), audio(5, 200));
    }

    @Test
    void anAbortedMessageNeverCame() {
        var writer = new ChunkWriter();
        reader.receive(Written.by(writer, 3, audio(5, 200)).slice(0, 12 + 128));
        reader.receive(Bytes.hex("02 000000 000004 02 00000000 00000003"));
        reader.receive(Written.by(new ChunkWriter(), 3, audio(7, 200)));

        assertThat(messages).containsExactly(audio(7, 200));
    }

    @Test
    void chunkSizeIsObeyedAtOnce() {
        var writer = new ChunkWriter();
        writer.chunkSize(4_096);
        var bytes = new ByteWriter()
                .bytes(Bytes.hex("02 000000 000004 01 00000000 00001000"))
                .bytes(Written.by(writer, 3, audio(1, 5_000)))
                .toBytes();

        assertThat(reader.receive(bytes)).isEmpty();
        assertThat(messages).containsExactly(audio(1, 5_000));
    }

    @Test
    void limitsHaveReasons() {
        assertThat(refusal("c3")).contains("chunk-first");
        assertThat(refusal("02 000000 000004 01 00000000 00000000")).contains("chunk-size");
        assertThat(refusal("02 000000 000004 01 00000000 80000000")).contains("chunk-size");
        assertThat(refusal("02 000000 000003 01 00000000 000000")).contains("chunk-size");
        assertThat(refusal("02 000000 000000 02 00000000")).contains("chunk-abort");
        assertThat(refusal("03 000000 ffffff 08 00000000")).contains("chunk-message-long");
    }

    @Test
    void unfinishedMessagesHoldOnlySoMuchTogether() {
        reader.receive(Bytes.hex("02 000000 000004 01 00000000 00080000"));
        var why = Optional.<String>empty();
        for (int stream = 3; stream < 20 && why.isEmpty(); stream++) {
            var writer = new ChunkWriter();
            writer.chunkSize(0x80000);
            // One chunk of two.
            why = reader.receive(Written.by(writer, stream, audio(0, LIMIT)).slice(0, 12 + 0x80000));
        }
        assertThat(why).contains("chunk-buffered");
    }

    @Test
    void chunkStreamsAreCounted() {
        var why = Optional.<String>empty();
        int streams = 0;
        while (why.isEmpty()) {
            why = reader.receive(Bytes.of(new byte[] {0, (byte) streams++, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0}));
        }
        assertThat(why).contains("chunk-streams");
        assertThat(streams).isEqualTo(65);
    }

    /// Whatever the messages, the chunk size and the portions.
    @Test
    void whatIsWrittenReadsTheSame() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            messages.clear();
            var fresh = new ChunkReader(LIMIT, messages::add);
            var writer = new ChunkWriter();
            var stream = new ByteWriter();
            int size = 1 + random.nextInt(5_000);
            stream.bytes(Bytes.hex("02 000000 000004 01 00000000")).u32(size);
            writer.chunkSize(size);
            var sent = new ArrayList<RtmpMessage>();
            long time = random.nextBoolean() ? 0xFFFF_FF00L : random.nextInt();
            for (int i = 0; i < 50; i++) {
                time += random.nextInt(4) == 0 ? random.nextInt(0x2000000) - 1_000 : random.nextInt(3) * 20;
                int type = random.nextBoolean() ? MessageType.AUDIO : MessageType.VIDEO;
                var bytes = payload(random.nextInt(3) == 0 ? 700 : random.nextInt(20_000));
                var message = new RtmpMessage(type, random.nextInt(2), time & 0xFFFF_FFFFL, bytes);
                sent.add(message);
                writer.write(3 + random.nextInt(2), message, stream::bytes);
            }
            var all = stream.toBytes();
            for (int at = 0; at < all.length(); ) {
                int portion = Math.min(all.length() - at, 1 + random.nextInt(random.nextBoolean() ? 5 : 9_000));
                assertThat(fresh.receive(all.slice(at, portion))).isEmpty();
                at += portion;
            }
            assertThat(messages).as("seed %d", seed).isEqualTo(sent);
        }
    }

    private static Optional<String> refusal(String hex) {
        return new ChunkReader(LIMIT, _ -> {}).receive(Bytes.hex(hex));
    }
}
