package java.lang;

import java.util.function.BooleanSupplier;

/**
 * A platform thread with marks, whose methods do what the patches make of those of all threads.
 * Where nothing else is said it is called by itself.
 */
public final class GreenloomMarkedThread extends Thread {
  private final GreenloomInterrupts marks;
  private boolean isJdk;

  /**
   * Creates one.
   *
   * @param body what it runs
   * @param marks its marks
   */
  public GreenloomMarkedThread(Runnable body, GreenloomInterrupts marks) {
    super(body);
    this.marks = marks;
  }

  /** {@return marks as they are} */
  public static GreenloomInterrupts marks() {
    return new GreenloomInterrupts();
  }

  /** {@return marks that do not tell whom the application means} */
  public static GreenloomInterrupts marksThatAreNotSet() {
    return new GreenloomInterrupts() {
      @Override
      void set(int mark) {
        if (mark != MEANT) {
          super.set(mark);
        }
      }
    };
  }

  /** {@return marks that are cleared without the lock} */
  public static GreenloomInterrupts marksWithoutLock() {
    return new GreenloomInterrupts() {
      @Override
      void clearSent(Thread self) {
        clear(SENT);
      }
    };
  }

  /**
   * Has hooks in force that know such threads only.
   *
   * @param waits whether something is pending for the current one, and it is in a wait
   */
  public static void install(BooleanSupplier waits) {
    GreenloomBridge.install(
        new GreenloomHooks() {
          @Override
          public boolean waits(GreenloomGreenlet greenlet) {
            return waits.getAsBoolean();
          }

          @Override
          public boolean isCalledByJdk() {
            return Thread.currentThread() instanceof GreenloomMarkedThread marked && marked.isJdk;
          }
        });
  }

  /** Puts the default back. */
  public static void uninstall() {
    GreenloomBridge.install(null);
  }

  /**
   * The lock under which the status of a thread is set for us; any thread.
   *
   * @param thread the thread
   * @return the lock
   */
  public static Object statusLock(Thread thread) {
    return thread.interruptLock;
  }

  @Override
  public void interrupt() {
    if (!marks.leavesOut(this)) {
      if (Thread.holdsLock(interruptLock)) {
        dawdle(); // it is sent, and the mark set
      }
      super.interrupt();
    }
  }

  @Override
  boolean getAndClearInterrupt() {
    if (marks.isAny() && marks.tells(true)) {
      return true;
    }
    boolean plain = super.getAndClearInterrupt();
    if (plain) {
      marks.taken();
    }
    return plain;
  }

  /** Sets the status again, as the JDK does behind a wait that has ended otherwise. */
  public void interruptAgain() {
    isJdk = true;
    interrupt();
    isJdk = false;
  }

  private static void dawdle() {
    for (int i = 0; i < 500; i++) {
      Thread.onSpinWait();
    }
  }

  /** {@return whether the exception that it makes is for us} */
  public boolean isForUs() {
    return marks.isForUs();
  }

  /** It returns from {@code Object.wait}. */
  public void waited() {
    marks.takeBack();
  }
}
