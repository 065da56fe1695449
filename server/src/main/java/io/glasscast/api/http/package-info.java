/// The HTTP door: the server and its limits, WHIP and WHEP, pages, health and metrics.
///
/// Handlers run on Vert.x event loops and never wait. Every refusal is an `application/problem+json` (RFC 9457).
@NullMarked
package io.glasscast.api.http;

import org.jspecify.annotations.NullMarked;
