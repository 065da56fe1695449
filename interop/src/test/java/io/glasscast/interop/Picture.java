package io.glasscast.interop;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import io.glasscast.glasses.camera.TimeStrip;
import io.glasscast.glasses.codec.I420;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// Pictures of libwebrtc with the time strip of our glasses along the top.
final class Picture {
    private static final long MODULUS = 1L << 32;

    /// Pictures without a strip pass its check one time in 251; what they seem to say is from years ago.
    private static final long OLDEST_MS = 60_000;

    private Picture() {}

    /// A grey picture that changes a little, taken now.
    static NativeI420Buffer now(int width, int height) {
        long millis = System.currentTimeMillis();
        var picture = I420.black(width, height);
        picture.fill(0, 0, width, height, 60 + (int) (millis / 33 % 100), 128, 128);
        TimeStrip.draw(picture, millis);
        var buffer = NativeI420Buffer.allocate(width, height);
        put(picture.y(), width, buffer.getDataY(), buffer.getStrideY());
        put(picture.u(), width / 2, buffer.getDataU(), buffer.getStrideU());
        put(picture.v(), width / 2, buffer.getDataV(), buffer.getStrideV());
        return buffer;
    }

    private static void put(byte[] plane, int width, ByteBuffer target, int stride) {
        for (int row = 0; row * width < plane.length; row++) target.put(row * stride, plane, row * width, width);
    }

    /// How old the frame is, in milliseconds; empty when its strip cannot be read.
    static OptionalLong age(VideoFrame frame) {
        var buffer = frame.buffer.toI420();
        try {
            int width = buffer.getWidth(), height = buffer.getHeight();
            var picture = I420.black(width, height);
            var luma = buffer.getDataY();
            for (int row = 0; row < TimeStrip.height(height); row++)
                luma.get(row * buffer.getStrideY(), picture.y(), row * width, width);
            long now = System.currentTimeMillis();
            var time = TimeStrip.read(picture);
            if (time.isEmpty()) return time;
            long age = Math.floorMod(now - time.getAsLong(), MODULUS);
            return age < OLDEST_MS ? OptionalLong.of(age) : OptionalLong.empty();
        } finally {
            buffer.release();
        }
    }
}
