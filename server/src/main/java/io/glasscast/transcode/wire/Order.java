package io.glasscast.transcode.wire;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;

/// What the house wants of a worker.
public sealed interface Order extends WorkerMessage {
    /// The widest thumbnail anybody can ask for: as wide as the widest picture that is decoded.
    int MAX_WIDTH = 4096;

    /// A job begins. Its frames follow as [Feed].
    ///
    /// @param configuration  the source track's
    /// @param notBeforeNanos what lies before is not wanted: it is the timeline's beginning, or what an earlier
    ///     worker has delivered already
    record Open(int job, Codec source, Bytes configuration, Codec target, long notBeforeNanos) implements Order {
        @Override
        public Bytes write() {
            return header(OPEN, job, 10 + configuration.length())
                    .u8(Codecs.number(source))
                    .u8(Codecs.number(target))
                    .u64(notBeforeNanos)
                    .bytes(configuration)
                    .toBytes();
        }
    }

    /// One frame of the source.
    record Feed(int job, long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload) implements Order {
        @Override
        public Bytes write() {
            return header(FEED, job, 17 + payload.length())
                    .u64(ptsNanos)
                    .u64(dtsNanos)
                    .u8(keyframe ? 1 : 0)
                    .bytes(payload)
                    .toBytes();
        }
    }

    /// The next picture is to be a keyframe.
    record Refresh(int job) implements Order {
        @Override
        public Bytes write() {
            return header(REFRESH, job, 0).toBytes();
        }
    }

    /// The job ends; nothing of it is wanted any more.
    record Close(int job) implements Order {
        @Override
        public Bytes write() {
            return header(CLOSE, job, 0).toBytes();
        }
    }

    /// A keyframe as a JPEG, please. Answered by [Answer.Picture].
    record Still(int job, Codec source, int width, Bytes keyframe) implements Order {
        @Override
        public Bytes write() {
            return header(STILL, job, 3 + keyframe.length())
                    .u8(Codecs.number(source))
                    .u16(width)
                    .bytes(keyframe)
                    .toBytes();
        }
    }

    int OPEN = 1, FEED = 2, REFRESH = 3, CLOSE = 4, STILL = 5;

    /// Reads a message from its type on. Shares the bytes.
    static Parsed<Order> parse(Bytes message) {
        if (message.length() < HEADER) return malformed("order-short");
        int job = (int) message.u32(1);
        var body = message.from(HEADER);
        return switch (message.u8(0)) {
            case OPEN -> open(job, body);
            case FEED -> feed(job, body);
            case REFRESH -> body.isEmpty() ? ok(new Refresh(job)) : malformed("order-refresh-length");
            case CLOSE -> body.isEmpty() ? ok(new Close(job)) : malformed("order-close-length");
            case STILL -> still(job, body);
            default -> malformed("order-type");
        };
    }

    private static Parsed<Order> open(int job, Bytes body) {
        if (body.length() < 10) return malformed("order-open-short");
        int source = body.u8(0), target = body.u8(1);
        if (!Codecs.known(source) || !Codecs.known(target)) return malformed("order-codec");
        return ok(new Open(job, Codecs.of(source), body.from(10), Codecs.of(target), body.i64(2)));
    }

    private static Parsed<Order> feed(int job, Bytes body) {
        if (body.length() < 17) return malformed("order-feed-short");
        if (body.u8(16) > 1) return malformed("order-feed-flag");
        return ok(new Feed(job, body.i64(0), body.i64(8), body.u8(16) == 1, body.from(17)));
    }

    private static Parsed<Order> still(int job, Bytes body) {
        if (body.length() < 3) return malformed("order-still-short");
        if (!Codecs.known(body.u8(0))) return malformed("order-codec");
        int width = body.u16(1);
        if (width < 1 || width > MAX_WIDTH) return malformed("order-still-width");
        return ok(new Still(job, Codecs.of(body.u8(0)), width, body.from(3)));
    }

    private static ByteWriter header(int type, int job, int bodyLength) {
        return new ByteWriter(HEADER + bodyLength).u8(type).u32(job);
    }
}
