package io.glasscast.glasses.codec;

/// A picture in planar YUV 4:2:0, limited range (BT.601: black 16, white 235, no colour 128). Rows lie one behind
/// the other without padding. Its owner writes into the planes.
///
/// @param width  in pixels, even
/// @param height in pixels, even
/// @param y      brightness, width x height
/// @param u      blue difference, half size both ways
/// @param v      red difference, half size both ways
public record I420(int width, int height, byte[] y, byte[] u, byte[] v) {
    public I420 {
        if ((width & 1) != 0 || (height & 1) != 0 || width <= 0 || height <= 0)
            throw new IllegalArgumentException("size must be even: " + width + "x" + height);
    }

    public static I420 black(int width, int height) {
        var picture = new I420(
                width, height, new byte[width * height], new byte[width * height / 4], new byte[width * height / 4]);
        picture.fill(0, 0, width, height, 16, 128, 128);
        return picture;
    }

    /// Brightness of one pixel, 0..255.
    public int brightness(int x, int row) {
        return y[row * width + x] & 0xFF;
    }

    /// Paints a rectangle; what lies outside the picture is cut off. Colour is set for whole 2x2 blocks.
    public void fill(int left, int top, int w, int h, int luma, int blue, int red) {
        int x0 = Math.max(left, 0), x1 = Math.min(left + w, width);
        int y0 = Math.max(top, 0), y1 = Math.min(top + h, height);
        if (x0 >= x1 || y0 >= y1) return;
        for (int row = y0; row < y1; row++) java.util.Arrays.fill(y, row * width + x0, row * width + x1, (byte) luma);
        int half = width / 2;
        for (int row = y0 / 2; row < (y1 + 1) / 2; row++) {
            java.util.Arrays.fill(u, row * half + x0 / 2, row * half + (x1 + 1) / 2, (byte) blue);
            java.util.Arrays.fill(v, row * half + x0 / 2, row * half + (x1 + 1) / 2, (byte) red);
        }
    }
}
