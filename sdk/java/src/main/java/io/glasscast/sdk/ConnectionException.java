package io.glasscast.sdk;

/** Why a session could not begin: no server there, a wrong key, an unknown user. The message says it in words. */
public final class ConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConnectionException(String message) {
        super(message);
    }
}
