/**
 * Plain blocking Java, with not one import of Greenloom. Each program prints the same on every run,
 * and must print it under the agent too.
 */
@NullMarked
package io.greenloom.it.legacy;

import org.jspecify.annotations.NullMarked;
