package io.glasscast.app.command;

/// An option with a value that it cannot have. The message is one line and names the option.
public final class WrongValue extends Exception {
    private static final long serialVersionUID = 1;

    WrongValue(String message) {
        super(message);
    }
}
