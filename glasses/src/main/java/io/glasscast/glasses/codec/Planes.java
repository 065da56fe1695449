package io.glasscast.glasses.codec;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/// Carries pictures over the border of native memory, row by row because FFmpeg pads its rows.
final class Planes {
    private Planes() {}

    static void copyIn(I420 picture, AVFrame frame) {
        int width = picture.width(), height = picture.height();
        put(picture.y(), width, height, frame.data(0), frame.linesize(0));
        put(picture.u(), width / 2, height / 2, frame.data(1), frame.linesize(1));
        put(picture.v(), width / 2, height / 2, frame.data(2), frame.linesize(2));
    }

    /// Takes a decoded picture of the same size in YUV420P.
    static void copyOut(AVFrame frame, I420 picture) {
        int width = picture.width(), height = picture.height();
        get(frame.data(0), frame.linesize(0), picture.y(), width, height);
        get(frame.data(1), frame.linesize(1), picture.u(), width / 2, height / 2);
        get(frame.data(2), frame.linesize(2), picture.v(), width / 2, height / 2);
    }

    private static void put(byte[] plane, int width, int height, BytePointer target, int stride) {
        for (int row = 0; row < height; row++)
            target.position((long) row * stride).put(plane, row * width, width);
    }

    private static void get(BytePointer source, int stride, byte[] plane, int width, int height) {
        for (int row = 0; row < height; row++)
            source.position((long) row * stride).get(plane, row * width, width);
    }
}
