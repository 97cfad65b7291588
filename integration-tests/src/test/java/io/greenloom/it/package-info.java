/** The shipped agent in child JVMs: legacy programs, the sample, options, attaching, the jar. */
@NullMarked
package io.greenloom.it;

import org.jspecify.annotations.NullMarked;
