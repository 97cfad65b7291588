/** An agent of somebody else. */
@NullMarked
package io.greenloom.it.other;

import org.jspecify.annotations.NullMarked;
