package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.Arrays;
import java.util.function.Consumer;

/// Puts the sections of one PID together (ISO/IEC 13818-1 §2.4.4.2): they start behind a pointer field, may fill
/// several packets, and several may share one.
final class SectionReader {
    /// What fills a packet behind its last section.
    private static final int STUFFING = 0xFF;

    private final byte[] held = new byte[PsiSection.MAX_LENGTH];
    private int length;
    /// Whether a section has begun; before the first pointer field nothing can be read.
    private boolean begun;

    void payload(TsPacket packet, Consumer<PsiSection> sections, Consumer<String> discarded) {
        var payload = packet.payload();
        if (packet.unitStart()) {
            if (payload.isEmpty()) return;
            int pointer = payload.u8(0);
            if (1 + pointer > payload.length()) {
                discarded.accept("psi-pointer");
                drop();
                return;
            }
            if (begun) take(payload.slice(1, pointer), sections, discarded);
            begun = true;
            length = 0;
            take(payload.from(1 + pointer), sections, discarded);
        } else if (begun) {
            take(payload, sections, discarded);
        }
    }

    /// Forgets the section that a lost packet was part of.
    void drop() {
        begun = false;
        length = 0;
    }

    private void take(Bytes bytes, Consumer<PsiSection> sections, Consumer<String> discarded) {
        int at = 0;
        while (at < bytes.length() && begun) {
            if (length == 0 && bytes.u8(at) == STUFFING) {
                begun = false;
                return;
            }
            int wanted = length < PsiSection.START ? PsiSection.START : sectionLength();
            int more = Math.min(wanted - length, bytes.length() - at);
            bytes.copyTo(at, held, length, more);
            length += more;
            at += more;
            if (length < PsiSection.START) return;
            int whole = sectionLength();
            if (whole > PsiSection.MAX_LENGTH) {
                discarded.accept("psi-length");
                drop();
            } else if (length == whole) {
                length = 0;
                switch (PsiSection.parse(Bytes.of(Arrays.copyOf(held, whole)))) {
                    case Parsed.Ok<PsiSection>(var section) -> sections.accept(section);
                    case Parsed.Malformed<PsiSection>(var why) -> discarded.accept(why);
                }
            }
        }
    }

    private int sectionLength() {
        return PsiSection.length(Bytes.of(held), 0);
    }

    /// A section as the payload of packets: the first begins with a pointer field of 0, the last is filled up.
    static Bytes packetPayload(PsiSection section) {
        return new ByteWriter().u8(0).bytes(section.write()).toBytes();
    }
}
