package io.greenloom;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A greenlet that waits, and what for.
 *
 * @param name of the greenlet or its thread
 * @param threadId number of its thread
 * @param waitsFor what it waits for, as {@link Hub#dump} has it
 * @param heldBy name of the thread that has it, or null if nobody does or that is not known
 * @param stack its frames, innermost first
 * @see Hub#waiting
 */
public record WaitingGreenlet(
    String name,
    long threadId,
    String waitsFor,
    @Nullable String heldBy,
    List<StackTraceElement> stack) {
  /** Copies the list. */
  public WaitingGreenlet {
    stack = List.copyOf(stack);
  }
}
