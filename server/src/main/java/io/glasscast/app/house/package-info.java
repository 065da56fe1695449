/// A running server: builds the rooms, opens the doors, closes them in order.
@NullMarked
package io.glasscast.app.house;

import org.jspecify.annotations.NullMarked;
