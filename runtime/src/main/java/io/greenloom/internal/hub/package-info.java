/** Hubs, their carriers and the greenlets they run. Not part of the API. */
@NullMarked
package io.greenloom.internal.hub;

import org.jspecify.annotations.NullMarked;
