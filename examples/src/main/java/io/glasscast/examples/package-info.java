/** Miniapps to start from, each a file of its own. */
@NullMarked
package io.glasscast.examples;

import org.jspecify.annotations.NullMarked;
