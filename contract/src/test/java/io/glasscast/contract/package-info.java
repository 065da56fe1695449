@NullMarked
package io.glasscast.contract;

import org.jspecify.annotations.NullMarked;
