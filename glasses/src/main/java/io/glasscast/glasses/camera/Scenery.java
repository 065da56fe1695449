package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;

/// The ground of the test picture, painted once for a size and rolled sideways: hills under a sky, with colour.
///
/// @param once the picture at rest
record Scenery(I420 once) {
    static Scenery of(int width, int height) {
        var picture = I420.black(width, height);
        for (int row = 0; row < height; row++)
            for (int x = 0; x < width; x++) {
                // Whole waves across the width, so that the picture rolls without a seam.
                double across = 2 * Math.PI * x / width, down = row / (double) height;
                double hill = 0.55 + 0.08 * Math.sin(3 * across) + 0.05 * Math.sin(7 * across + 1);
                boolean sky = down < hill;
                double texture = sky
                        ? 12 * Math.sin(5 * across + 9 * down)
                        : 28 * Math.sin(40 * across + 60 * down) * Math.sin(23 * across - 90 * down);
                picture.y()[row * width + x] = (byte) (sky ? 120 + 60 * down + texture : 80 + 30 * down + texture);
                if ((row & 1) == 0 && (x & 1) == 0) {
                    int chroma = row / 2 * (width / 2) + x / 2;
                    picture.u()[chroma] = (byte) (sky ? 158 - 20 * down : 108);
                    picture.v()[chroma] = (byte) (sky ? 108 + 20 * Math.sin(across) : 118 + 14 * Math.sin(2 * across));
                }
            }
        return new Scenery(picture);
    }

    boolean fits(int width, int height) {
        return once.width() == width && once.height() == height;
    }

    /// Paints it moved left by `drift` pixels, an even number below the width.
    void paint(I420 canvas, int drift) {
        roll(once.y(), canvas.y(), once.width(), drift);
        roll(once.u(), canvas.u(), once.width() / 2, drift / 2);
        roll(once.v(), canvas.v(), once.width() / 2, drift / 2);
    }

    private static void roll(byte[] from, byte[] to, int width, int drift) {
        for (int row = 0; row < from.length; row += width) {
            System.arraycopy(from, row + drift, to, row, width - drift);
            System.arraycopy(from, row, to, row + width - drift, drift);
        }
    }
}
