@NullMarked
package io.glasscast.hub;

import org.jspecify.annotations.NullMarked;
