/** Programs that measure Greenloom beside its peers; {@code benchmarks/README.md} tells how. */
@NullMarked
package io.greenloom.bench;

import org.jspecify.annotations.NullMarked;
