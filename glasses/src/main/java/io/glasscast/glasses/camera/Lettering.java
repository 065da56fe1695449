package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.I420;

/// Small capitals, digits and marks for the test picture, five by seven dots each.
final class Lettering {
    static final int GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7, ADVANCE = GLYPH_WIDTH + 1;

    /// Every glyph's rows from the top, the leftmost dot in bit 4.
    private static final String LETTERS = "0123456789:.#/UTCx ";

    private static final int[][] DOTS = {
        {14, 17, 19, 21, 25, 17, 14},
        {4, 12, 4, 4, 4, 4, 14},
        {14, 17, 1, 2, 4, 8, 31},
        {31, 2, 4, 2, 1, 17, 14},
        {2, 6, 10, 18, 31, 2, 2},
        {31, 16, 30, 1, 1, 17, 14},
        {6, 8, 16, 30, 17, 17, 14},
        {31, 1, 2, 4, 8, 8, 8},
        {14, 17, 17, 14, 17, 17, 14},
        {14, 17, 17, 15, 1, 2, 12},
        {0, 4, 4, 0, 4, 4, 0},
        {0, 0, 0, 0, 0, 6, 6},
        {10, 10, 31, 10, 31, 10, 10},
        {1, 1, 2, 4, 8, 16, 16},
        {17, 17, 17, 17, 17, 17, 14},
        {31, 4, 4, 4, 4, 4, 4},
        {14, 17, 16, 16, 16, 17, 14},
        {0, 0, 17, 10, 4, 10, 17},
        {0, 0, 0, 0, 0, 0, 0},
    };

    private Lettering() {}

    static int width(String text, int dot) {
        return text.length() * ADVANCE * dot;
    }

    /// Writes `text` in white on a black ground.
    ///
    /// @param dot side of one dot in pixels
    static void write(I420 picture, String text, int left, int top, int dot) {
        picture.fill(left - dot, top - dot, width(text, dot) + dot, (GLYPH_HEIGHT + 2) * dot, 16, 128, 128);
        for (int i = 0; i < text.length(); i++) {
            int glyph = LETTERS.indexOf(text.charAt(i));
            if (glyph < 0) throw new IllegalArgumentException("no letter for " + text.charAt(i));
            for (int row = 0; row < GLYPH_HEIGHT; row++)
                for (int column = 0; column < GLYPH_WIDTH; column++)
                    if ((DOTS[glyph][row] >> (GLYPH_WIDTH - 1 - column) & 1) == 1)
                        picture.fill(left + (i * ADVANCE + column) * dot, top + row * dot, dot, dot, 235, 128, 128);
        }
    }
}
