package io.glasscast.sdk;

/**
 * Why a session is over.
 *
 * @param cause  what kind of end it is
 * @param reason in words, or in the cloud's one word, such as {@code user_disabled}
 */
public record SessionEnd(Cause cause, String reason) {
    /** What kind of end it is. */
    public enum Cause {
        /** This app closed it, or itself. */
        CLOSED_BY_APP,
        /** Another session of the same app for the same wearer has taken its place. */
        REPLACED,
        /** The cloud ended it: the wearer or the operator stopped the app, or the server shuts down. */
        STOPPED_BY_CLOUD,
        /** The cloud did not accept it: a wrong key, an unknown wearer. Trying again as it is will not help. */
        REFUSED,
        /** The connection could not be made, or was lost and could not be made again. */
        LOST
    }
}
