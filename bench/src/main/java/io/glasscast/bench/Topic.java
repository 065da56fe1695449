package io.glasscast.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A kind of measurement, and how it is shown.
///
/// @param key    of its files
/// @param steps  what is asked more and more of: viewers, streams
/// @param main   what contestants are compared by
/// @param others shown beside it
/// @param charts a chart each
/// @param broken why more need not be asked of whom a sample is of
/// @param method how it was measured, so that somebody else can
record Topic<S extends Sample>(
        String key,
        String title,
        String steps,
        Figure<S> main,
        List<Figure<S>> others,
        List<Figure<S>> charts,
        Function<S, Optional<String>> broken,
        String method) {}
