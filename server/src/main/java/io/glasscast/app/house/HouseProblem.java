package io.glasscast.app.house;

/// Why the house could not be opened. The message is one line and names the setting to change.
public final class HouseProblem extends Exception {
    private static final long serialVersionUID = 1;

    public HouseProblem(String message) {
        super(message);
    }
}
