/**
 * Greenloom's API: {@link io.greenloom.Monkey} makes the JDK's blocking calls cooperative, {@link
 * io.greenloom.Greenlet} is the unit of cooperative execution.
 */
@NullMarked
package io.greenloom;

import org.jspecify.annotations.NullMarked;
