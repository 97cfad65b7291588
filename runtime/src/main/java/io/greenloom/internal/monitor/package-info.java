/** Watching the hubs. Not part of the API. */
@NullMarked
package io.greenloom.internal.monitor;

import org.jspecify.annotations.NullMarked;
