/** The way into JDK internals, held by Greenloom alone. Not part of the API. */
@NullMarked
package io.greenloom.internal.jdk;

import org.jspecify.annotations.NullMarked;
