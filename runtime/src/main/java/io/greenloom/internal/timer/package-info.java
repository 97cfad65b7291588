/** The timers of a hub. Not part of the API. */
@NullMarked
package io.greenloom.internal.timer;

import org.jspecify.annotations.NullMarked;
