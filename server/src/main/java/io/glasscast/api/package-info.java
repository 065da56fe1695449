/// REST, and the control sockets of apps and glasses: words of the contract into calls of control, and back.
@NullMarked
package io.glasscast.api;

import org.jspecify.annotations.NullMarked;
