package io.glasscast.sdk;

/** Why a session could not begin: no server there, a wrong key, an unknown user. The message says it in words. */
public final class ConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kind of end it was, before it began. */
    private final SessionEnd.Cause end;

    ConnectionException(SessionEnd end) {
        super(end.reason());
        this.end = end.cause();
    }

    /** {@return what kind of end it was, before it began: {@code LOST} may be worth another attempt, {@code REFUSED} is not} */
    public SessionEnd.Cause end() {
        return end;
    }
}
