package io.glasscast.app.config;

import java.util.Optional;
import java.util.function.Function;

/// One key of the configuration.
///
/// @param key      dotted: `doors.http`
/// @param allowed  what its value may be, in words that end a sentence
/// @param standard the value it has when nobody sets it, as it would stand in the file; empty for none
/// @param parse    empty when the text is not allowed
public record Setting<T>(String key, String allowed, String standard, Function<String, Optional<T>> parse) {}
