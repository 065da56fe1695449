/// The commands of `glasscast`, one class each.
@NullMarked
package io.glasscast.app.command;

import org.jspecify.annotations.NullMarked;
