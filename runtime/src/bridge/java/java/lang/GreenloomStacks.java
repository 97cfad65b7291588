package java.lang;

import java.util.Arrays;
import java.util.function.Consumer;
import jdk.internal.vm.Continuation;

/**
 * What the application is shown of the stack of a green thread: nothing below {@link
 * GreenloomGreenlet#run} or {@link GreenloomMain#run}, so that it ends where the stack of a
 * platform thread does.
 */
final class GreenloomStacks {
  private static final String THREAD_ENTRY = GreenloomGreenlet.class.getName();
  private static final String MAIN_ENTRY = GreenloomMain.class.getName();

  /**
   * The frames of a virtual thread below our entry, when hidden frames are shown, and some more.
   */
  private static final int MOST_FRAMES_BELOW = 8;

  private GreenloomStacks() {}

  /** Cuts the frames below the application's, which are the last few if there are any. */
  static StackTraceElement[] visible(StackTraceElement[] trace) {
    int last = Math.max(0, trace.length - MOST_FRAMES_BELOW);
    for (int i = trace.length - 1; i >= last; i--) {
      String type = trace[i].getClassName();
      if (THREAD_ENTRY.equals(type) || MAIN_ENTRY.equals(type)) {
        return Arrays.copyOf(trace, i);
      }
    }
    return trace;
  }

  /** The class of a stack walker's next frame, or null if it shall see no more. */
  static Class<?> visible(Class<?> frame) {
    return frame == GreenloomGreenlet.class || frame == GreenloomMain.class ? null : frame;
  }

  // -- a stack, and more, of a thread that stands still

  /** What the current thread wants to be run while the thread it asks about is suspended. */
  private static final ThreadLocal<Consumer<StackTraceElement[]>> WHILE_SUSPENDED =
      new ThreadLocal<>();

  /** See {@link GreenloomBridge#inspect}. */
  static StackTraceElement[] inspect(Thread thread, Consumer<StackTraceElement[]> whileSuspended) {
    WHILE_SUSPENDED.set(whileSuspended);
    try {
      return GreenloomThreads.parked(thread) instanceof VirtualThread running
          ? running.asyncGetStackTrace()
          : null;
    } finally {
      WHILE_SUSPENDED.remove();
    }
  }

  /** The caller resumes the thread afterwards, so that nothing may be thrown here. */
  static StackTraceElement[] suspendedTrace(Continuation continuation) {
    StackTraceElement[] stack = continuation.getStackTrace();
    Consumer<StackTraceElement[]> action = WHILE_SUSPENDED.get();
    if (action != null) {
      WHILE_SUSPENDED.remove();
      action.accept(stack);
    }
    return stack;
  }
}
