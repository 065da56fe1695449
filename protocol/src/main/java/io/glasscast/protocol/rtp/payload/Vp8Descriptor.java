package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The VP8 payload descriptor (RFC 7741 §4.2).
/// ```
/// |X|R|N|S|R| PID |
/// |I|L|T|K|  RSV  |  if X
/// |M| PictureID   |  if I; 7 bits, or 15 when M is 1
/// |   TL0PICIDX   |  if L
/// |TID|Y| KEYIDX  |  if T or K
/// ```
///
/// @param start     S: a partition starts here
/// @param partition PID
/// @param pictureId -1 when not sent
/// @param tl0PicIdx -1 when not sent
/// @param tid       temporal layer, -1 when not sent
/// @param length    bytes of the descriptor
record Vp8Descriptor(
        boolean nonReference, boolean start, int partition, int pictureId, int tl0PicIdx, int tid, int length) {

    static Parsed<Vp8Descriptor> parse(Bytes payload) {
        int size = payload.length();
        if (size == 0) return Parsed.malformed("vp8-descriptor-short");
        int first = payload.u8(0);
        int at = 1;
        int pictureId = -1;
        int tl0PicIdx = -1;
        int tid = -1;
        if ((first & 0x80) != 0) {
            if (at == size) return Parsed.malformed("vp8-descriptor-short");
            int extensions = payload.u8(at++);
            if ((extensions & 0x80) != 0) {
                if (at == size) return Parsed.malformed("vp8-descriptor-short");
                pictureId = payload.u8(at++);
                if ((pictureId & 0x80) != 0) {
                    if (at == size) return Parsed.malformed("vp8-descriptor-short");
                    pictureId = (pictureId & 0x7F) << 8 | payload.u8(at++);
                }
            }
            if ((extensions & 0x40) != 0) {
                if (at == size) return Parsed.malformed("vp8-descriptor-short");
                tl0PicIdx = payload.u8(at++);
            }
            if ((extensions & 0x30) != 0) {
                if (at == size) return Parsed.malformed("vp8-descriptor-short");
                int layer = payload.u8(at++);
                if ((extensions & 0x20) != 0) tid = layer >>> 6;
            }
        }
        return Parsed.ok(new Vp8Descriptor(
                (first & 0x20) != 0, (first & 0x10) != 0, first & 0x07, pictureId, tl0PicIdx, tid, at));
    }

    boolean startsFrame() {
        return start && partition == 0;
    }
}
