package io.glasscast.api.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/// The token of an `Authorization: Bearer` header (RFC 6750 §2.1).
public final class Bearer {
    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    public static Optional<String> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                .filter(token -> !token.isEmpty());
    }
}
