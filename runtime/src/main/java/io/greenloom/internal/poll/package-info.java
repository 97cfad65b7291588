/** Waiting for file descriptors. Not part of the API. */
@NullMarked
package io.greenloom.internal.poll;

import org.jspecify.annotations.NullMarked;
