package io.glasscast.transcode.wire;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;

/// What a worker tells the house. A worker may have been taken over by the bytes it decodes, so nothing here is
/// believed before it is checked.
public sealed interface Answer extends WorkerMessage {
    /// FFmpeg's words for what went wrong are short; more is not an explanation.
    int MAX_WHY = 400;

    /// FFmpeg is loaded, orders are read.
    record Ready() implements Answer {
        @Override
        public int job() {
            return 0;
        }

        @Override
        public Bytes write() {
            return header(READY, 0, 0).toBytes();
        }
    }

    /// What the frames that follow are.
    record Described(int job, Codec codec, Bytes configuration) implements Answer {
        @Override
        public Bytes write() {
            return header(DESCRIBED, job, 1 + configuration.length())
                    .u8(Codecs.number(codec))
                    .bytes(configuration)
                    .toBytes();
        }
    }

    /// One frame of the result, which is shown as soon as it is decoded.
    record Made(int job, long ptsNanos, boolean keyframe, Bytes payload) implements Answer {
        @Override
        public Bytes write() {
            return header(MADE, job, 9 + payload.length())
                    .u64(ptsNanos)
                    .u8(keyframe ? 1 : 0)
                    .bytes(payload)
                    .toBytes();
        }
    }

    /// The next frames of the source, in order, have been dealt with: the house may send as many more.
    ///
    /// @param frames how many since the last such answer
    /// @param lost   how many of them were thrown away because the worker did not keep up
    record Handled(int job, int frames, int lost) implements Answer {
        @Override
        public Bytes write() {
            return header(HANDLED, job, 4).u16(frames).u16(lost).toBytes();
        }
    }

    /// The job cannot go on.
    record Failed(int job, String why) implements Answer {
        @Override
        public Bytes write() {
            var text = Bytes.utf8(why.length() > MAX_WHY / 4 ? why.substring(0, MAX_WHY / 4) : why);
            return header(FAILED, job, text.length()).bytes(text).toBytes();
        }
    }

    /// The answer to [Order.Still].
    ///
    /// @param jpeg empty when there was nothing to see
    record Picture(int job, Bytes jpeg) implements Answer {
        @Override
        public Bytes write() {
            return header(PICTURE, job, jpeg.length()).bytes(jpeg).toBytes();
        }
    }

    int READY = 65, DESCRIBED = 66, MADE = 67, HANDLED = 68, FAILED = 69, PICTURE = 70;

    /// Reads a message from its type on. Shares the bytes.
    static Parsed<Answer> parse(Bytes message) {
        if (message.length() < HEADER) return malformed("answer-short");
        int job = (int) message.u32(1);
        var body = message.from(HEADER);
        return switch (message.u8(0)) {
            case READY -> body.isEmpty() && job == 0 ? ok(new Ready()) : malformed("answer-ready-length");
            case DESCRIBED -> described(job, body);
            case MADE -> made(job, body);
            case HANDLED -> handled(job, body);
            case FAILED ->
                body.length() > MAX_WHY ? malformed("answer-failed-length") : ok(new Failed(job, printable(body)));
            case PICTURE -> ok(new Picture(job, body));
            default -> malformed("answer-type");
        };
    }

    private static Parsed<Answer> described(int job, Bytes body) {
        if (body.isEmpty()) return malformed("answer-described-short");
        if (!Codecs.known(body.u8(0))) return malformed("answer-codec");
        return ok(new Described(job, Codecs.of(body.u8(0)), body.from(1)));
    }

    private static Parsed<Answer> made(int job, Bytes body) {
        if (body.length() < 9) return malformed("answer-made-short");
        if (body.u8(8) > 1) return malformed("answer-made-flag");
        if (body.length() == 9) return malformed("answer-made-empty");
        return ok(new Made(job, body.i64(0), body.u8(8) == 1, body.from(9)));
    }

    private static Parsed<Answer> handled(int job, Bytes body) {
        if (body.length() != 4) return malformed("answer-handled-length");
        int frames = body.u16(0), lost = body.u16(2);
        return lost > frames ? malformed("answer-handled-lost") : ok(new Handled(job, frames, lost));
    }

    /// The words go into logs and to people: one line, no control characters.
    private static String printable(Bytes text) {
        return text.utf8().replaceAll("[^\\p{Print}]", " ");
    }

    private static ByteWriter header(int type, int job, int bodyLength) {
        return new ByteWriter(HEADER + bodyLength).u8(type).u32(job);
    }
}
