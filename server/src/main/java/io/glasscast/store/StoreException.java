package io.glasscast.store;

/// The database cannot be used: disk full, file damaged, or written by a newer version.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
