/// What flows through the house: frames on tracks, the codecs they are in, and the time they belong to.
@NullMarked
package io.glasscast.media;

import org.jspecify.annotations.NullMarked;
