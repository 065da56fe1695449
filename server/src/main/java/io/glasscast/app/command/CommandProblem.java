package io.glasscast.app.command;

/// Why a command failed, in one line.
final class CommandProblem extends Exception {
    private static final long serialVersionUID = 1;

    CommandProblem(String message) {
        super(message);
    }
}
