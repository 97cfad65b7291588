/** What everybody is doing and waiting for, as text. Not part of the API. */
@NullMarked
package io.greenloom.internal.dump;

import org.jspecify.annotations.NullMarked;
