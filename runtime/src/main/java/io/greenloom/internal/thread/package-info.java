/** Application threads that run as greenlets. Not part of the API. */
@NullMarked
package io.greenloom.internal.thread;

import org.jspecify.annotations.NullMarked;
