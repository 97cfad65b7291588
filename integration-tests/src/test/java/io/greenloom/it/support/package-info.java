/** Starts child JVMs with the shipped jar, and watches them. */
@NullMarked
package io.greenloom.it.support;

import org.jspecify.annotations.NullMarked;
