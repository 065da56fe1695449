package io.glasscast.protocol.srt;

/// Why a listener refuses. Codes under 1000 are the protocol's (draft-sharabayko-srt-01 §4.3, Table 7), those
/// from 1000 on the application's, modelled on HTTP's. A handshake's type carries 1000 more than the code.
///
/// @param code 0 to 1 999 999
public record Rejection(int code) {
    public static final Rejection RESOURCE = new Rejection(3);
    public static final Rejection ROGUE = new Rejection(4);
    public static final Rejection BACKLOG = new Rejection(5);
    /// The listener has a bug.
    public static final Rejection INTERNAL = new Rejection(6);
    public static final Rejection VERSION = new Rejection(8);
    /// Both sides have passphrases, and they differ.
    public static final Rejection BAD_SECRET = new Rejection(10);
    /// One side has a passphrase and the other has none.
    public static final Rejection UNSECURE = new Rejection(11);
    public static final Rejection MESSAGE_API = new Rejection(12);
    public static final Rejection CONGESTION = new Rejection(13);
    public static final Rejection BAD_REQUEST = new Rejection(1400);
    public static final Rejection UNAUTHORIZED = new Rejection(1401);
    public static final Rejection OVERLOAD = new Rejection(1402);
    public static final Rejection FORBIDDEN = new Rejection(1403);
    public static final Rejection NOT_FOUND = new Rejection(1404);
    public static final Rejection BAD_MODE = new Rejection(1405);
    public static final Rejection CONFLICT = new Rejection(1409);
    /// There is such a thing, and it cannot be had just now.
    public static final Rejection LOCKED = new Rejection(1423);
    public static final Rejection DOWN = new Rejection(1503);

    /// A constant in kebab-case.
    public String label() {
        return switch (code) {
            case 3 -> "srt-rejected-resource";
            case 4 -> "srt-rejected-rogue";
            case 5 -> "srt-rejected-backlog";
            case 6 -> "srt-rejected-internal";
            case 8 -> "srt-rejected-version";
            case 10 -> "srt-rejected-bad-secret";
            case 11 -> "srt-rejected-unsecure";
            case 12 -> "srt-rejected-message-api";
            case 13 -> "srt-rejected-congestion";
            case 1400 -> "srt-rejected-bad-request";
            case 1401 -> "srt-rejected-unauthorized";
            case 1402 -> "srt-rejected-overload";
            case 1403 -> "srt-rejected-forbidden";
            case 1404 -> "srt-rejected-not-found";
            case 1405 -> "srt-rejected-bad-mode";
            case 1409 -> "srt-rejected-conflict";
            case 1423 -> "srt-rejected-locked";
            case 1503 -> "srt-rejected-down";
            default -> "srt-rejected";
        };
    }

    /// What it means, for whoever was refused.
    public String sentence() {
        return switch (code) {
            case 3, 5, 1402 -> "The destination has no room for another connection.";
            case 6 -> "Something in the destination itself failed.";
            case 8 -> "The destination speaks another version of SRT.";
            case 10 -> "The destination refused the passphrase.";
            case 11 -> "Either we or the destination have a passphrase, and the other has none.";
            case 12, 13 -> "The destination does not take live streams.";
            case 1400 -> "The destination did not understand the stream id.";
            case 1401, 1403 -> "The destination refused the stream id or its credentials.";
            case 1404 -> "The destination does not know the stream id.";
            case 1409 -> "Somebody else is publishing there already.";
            case 1423 -> "There is nothing to see there just now.";
            case 1503 -> "The destination is down for maintenance.";
            default -> "The destination refused the connection (SRT code " + code + ").";
        };
    }
}
