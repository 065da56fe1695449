package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;
import java.util.OptionalLong;

/// The time in a picture, for machines: 40 cells side by side along the top edge, 32 of 720 of the height high.
/// White is 1. Cells 0..31 are milliseconds since 1970 modulo 2^32, least significant bit first; cells 32..39 are
/// that value modulo 251, which tells a good reading from a blurred one.
public final class TimeStrip {
    private static final int VALUE_CELLS = 32, CHECK_CELLS = 8, CELLS = VALUE_CELLS + CHECK_CELLS;
    private static final int CHECK_MODULUS = 251;
    private static final int BLACK = 16, WHITE = 235, GREY = 128;

    private TimeStrip() {}

    public static int height(int pictureHeight) {
        return Math.round(pictureHeight * 32f / 720f);
    }

    public static void draw(I420 picture, long epochMillis) {
        long value = epochMillis & 0xFFFF_FFFFL;
        // To the even row below, because colour has half the rows and must not tint the strip.
        int height = height(picture.height()) + 1 & ~1;
        for (int cell = 0; cell < CELLS; cell++) {
            int left = edge(picture, cell);
            picture.fill(left, 0, edge(picture, cell + 1) - left, height, bit(value, cell) ? WHITE : BLACK, GREY, GREY);
        }
    }

    /// Reads the middle of every cell.
    ///
    /// @return milliseconds modulo 2^32, or empty when the check cells do not agree
    public static OptionalLong read(I420 picture) {
        int row = height(picture.height()) / 2;
        long value = 0, check = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            int middle = (edge(picture, cell) + edge(picture, cell + 1)) / 2;
            long bit = picture.brightness(middle, row) > GREY ? 1 : 0;
            if (cell < VALUE_CELLS) value |= bit << cell;
            else check |= bit << (cell - VALUE_CELLS);
        }
        return value % CHECK_MODULUS == check ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static boolean bit(long value, int cell) {
        long shifted = cell < VALUE_CELLS ? value >>> cell : value % CHECK_MODULUS >>> (cell - VALUE_CELLS);
        return (shifted & 1) == 1;
    }

    private static int edge(I420 picture, int cell) {
        return Math.round(picture.width() * cell / (float) CELLS);
    }
}
