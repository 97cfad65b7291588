/** Calls that cannot be polled. */
@NullMarked
package io.greenloom.internal.offload;

import org.jspecify.annotations.NullMarked;
