/** Runs the published test suites of libraries with and without the agent. */
@NullMarked
package io.greenloom.it.suites;

import org.jspecify.annotations.NullMarked;
