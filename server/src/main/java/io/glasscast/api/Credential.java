package io.glasscast.api;

/// Whose secret somebody showed.
sealed interface Credential {
    record OfApp(String packageName) implements Credential {}

    record OfGlasses(String userId) implements Credential {}
}
