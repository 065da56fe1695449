package io.glasscast.protocol.stun;

/// The attributes we understand, by the names of the IANA registry (RFC 8489 §14, RFC 8445 §16.1).
public enum StunAttribute {
    USERNAME(0x0006),
    MESSAGE_INTEGRITY(0x0008),
    ERROR_CODE(0x0009),
    UNKNOWN_ATTRIBUTES(0x000A),
    MESSAGE_INTEGRITY_SHA256(0x001C),
    XOR_MAPPED_ADDRESS(0x0020),
    PRIORITY(0x0024),
    USE_CANDIDATE(0x0025),
    SOFTWARE(0x8022),
    FINGERPRINT(0x8028),
    ICE_CONTROLLED(0x8029),
    ICE_CONTROLLING(0x802A);

    /// Types below this one must be understood by whoever processes the message (RFC 8489 §14).
    static final int COMPREHENSION_OPTIONAL = 0x8000;

    private final int type;

    StunAttribute(int type) {
        this.type = type;
    }

    /// The 16 bits that stand for it.
    public int type() {
        return type;
    }

    static boolean understands(int type) {
        for (StunAttribute attribute : values()) if (attribute.type == type) return true;
        return false;
    }
}
