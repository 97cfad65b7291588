/** Writes {@code docs/performance.md} from what the benchmark scripts have left behind. */
@NullMarked
package io.greenloom.bench.report;

import org.jspecify.annotations.NullMarked;
