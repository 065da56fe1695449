package io.glasscast.app.config;

/// A configuration that is wrong. The message is one line that names the file or option, the key and what is allowed.
public final class ConfigProblem extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigProblem(String message) {
        super(message);
    }
}
