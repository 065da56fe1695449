package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The VP9 payload descriptor (RFC 9628 §4.2).
/// ```
/// |I|P|L|F|B|E|V|Z|
/// |M| PICTURE ID  |  if I; 7 bits, or 15 when M is 1
/// | TID |U| SID |D|  if L
/// |   TL0PICIDX   |  if L and not F
/// |   P_DIFF    |N|  if P and F, up to three times, N: one more follows
/// |      SS …     |  if V
/// ```
///
/// @param pictureId         -1 when not sent
/// @param predicted         P: uses other pictures
/// @param startsFrame       B
/// @param endsFrame         E
/// @param spatialLayer      SID, 0 when not sent
/// @param interLayer        D: uses the layer frame below of the same picture
/// @param length            bytes of the descriptor
record Vp9Descriptor(
        int pictureId,
        boolean predicted,
        boolean startsFrame,
        boolean endsFrame,
        int spatialLayer,
        boolean interLayer,
        int length) {
    private static final int MAX_P_DIFF = 3;

    static Parsed<Vp9Descriptor> parse(Bytes payload) {
        int size = payload.length();
        if (size == 0) return Parsed.malformed("vp9-descriptor-short");
        int flags = payload.u8(0);
        boolean predicted = (flags & 0x40) != 0;
        boolean flexible = (flags & 0x10) != 0;
        int at = 1;
        int pictureId = -1;
        if ((flags & 0x80) != 0) {
            if (at == size) return Parsed.malformed("vp9-descriptor-short");
            pictureId = payload.u8(at++);
            if ((pictureId & 0x80) != 0) {
                if (at == size) return Parsed.malformed("vp9-descriptor-short");
                pictureId = (pictureId & 0x7F) << 8 | payload.u8(at++);
            }
        }
        int spatialLayer = 0;
        boolean interLayer = false;
        if ((flags & 0x20) != 0) {
            if (at == size) return Parsed.malformed("vp9-descriptor-short");
            int layer = payload.u8(at++);
            spatialLayer = layer >>> 1 & 7;
            interLayer = (layer & 1) != 0;
            if (!flexible) at++; // TL0PICIDX
        }
        if (predicted && flexible) {
            boolean more = true;
            for (int n = 0; more; n++) {
                if (n == MAX_P_DIFF) return Parsed.malformed("vp9-references");
                if (at >= size) return Parsed.malformed("vp9-descriptor-short");
                more = (payload.u8(at++) & 1) != 0;
            }
        }
        if ((flags & 0x02) != 0) at = skipScalability(payload, at);
        if (at >= size) return Parsed.malformed("vp9-descriptor-short");
        return Parsed.ok(new Vp9Descriptor(
                pictureId, predicted, (flags & 0x08) != 0, (flags & 0x04) != 0, spatialLayer, interLayer, at));
    }

    /// The scalability structure (RFC 9628 §4.2.1).
    /// ```
    /// | N_S |Y|G|-|-|-|
    /// | WIDTH (16), HEIGHT (16) |  if Y, N_S + 1 times
    /// |      N_G      |            if G
    /// | TID |U| R |-|-| R x P_DIFF (8)  N_G times
    /// ```
    ///
    /// @return the index behind it, past the end when it is not all there
    private static int skipScalability(Bytes payload, int from) {
        int size = payload.length();
        if (from >= size) return size;
        int header = payload.u8(from);
        int at = from + 1;
        if ((header & 0x10) != 0) at += 4 * ((header >>> 5) + 1);
        if ((header & 0x08) == 0) return at;
        if (at >= size) return size;
        for (int pictures = payload.u8(at++); pictures > 0; pictures--) {
            if (at >= size) return size;
            at += 1 + (payload.u8(at) >>> 2 & 3);
        }
        return at;
    }

    /// Whether this is a picture's first packet: the lowest layer frame's first.
    boolean startsPicture() {
        return startsFrame && (spatialLayer == 0 || !interLayer);
    }
}
