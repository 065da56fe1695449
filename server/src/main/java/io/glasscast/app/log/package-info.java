/// How log lines look: one line an event, as text or as JSON, on standard error.
@NullMarked
package io.glasscast.app.log;

import org.jspecify.annotations.NullMarked;
