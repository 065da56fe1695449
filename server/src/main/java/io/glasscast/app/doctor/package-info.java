/// What `glasscast doctor` looks at.
@NullMarked
package io.glasscast.app.doctor;

import org.jspecify.annotations.NullMarked;
