/**
 * Miniapps in Java: sessions, the camera, livestreams.
 *
 * <p>Start at {@link io.glasscast.sdk.MiniApp}. Everything that takes time answers with a
 * {@link java.util.concurrent.CompletableFuture}; every handler of a session is called on one thread at a time, in the
 * order in which things happened. Handlers, {@code onSession} and continuations of futures may block and may call back
 * into the SDK: none of its own work waits for them.
 *
 * <p>Shapes that also travel on the wire ({@code VideoConfig}, {@code StreamInfo}, ...) are those of
 * {@link io.glasscast.contract}.
 */
@NullMarked
package io.glasscast.sdk;

import org.jspecify.annotations.NullMarked;
