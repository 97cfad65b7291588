package java.lang;

import java.util.Arrays;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;

/**
 * Whose interrupts a thread has: the application's, or ours, which take it out of a wait because
 * something is to be thrown in it. Base of every greenlet; other threads have one while a time
 * limit of theirs runs.
 *
 * <p>Most waits are ended without the interrupt status. The JDK's code that waits asks, whenever it
 * is unparked, whether its thread is interrupted; it is then told so for us, and the status, which
 * is the application's, stays as it is. Only where the VM itself waits the status has to be set.
 *
 * <p>Marks, each set and cleared atomically:
 *
 * <pre>
 *   ASKED  the thread was seen in a wait that is to end; set by anyone, before unparking it.
 *          The thread clears it when it next asks for its status: in such a wait it is told that
 *          it is interrupted, see {@link #told}, elsewhere the wait has ended otherwise
 *   SENT   the status has been set by us; set under the thread's interrupt lock, before the status,
 *          while the thread is in a wait of the VM's and in no channel, and unless SENT or MEANT is
 *          set: that interrupt ends the wait, too. Nobody but the thread clears it, under that
 *          lock, when the wait has ended, one way or the other, or when it next asks for its status
 *   MEANT  the application has interrupted the thread; set by who does so, before the status.
 *          The thread clears it after it has taken that interrupt, that is, cleared the status
 * </pre>
 *
 * Invariant: while the status is set, MEANT is set or was at a time when SENT was not. So the
 * thread that takes SENT back clears the status, and sets it again if MEANT is set then.
 */
public class GreenloomInterrupts {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long MARKS = U.objectFieldOffset(GreenloomInterrupts.class, "marks");

  private static final int ASKED = 1;
  static final int SENT = 2;
  static final int MEANT = 4;

  /**
   * Of threads that are no greenlets, sorted by their number; replaced under the class's lock. A
   * thread that is being mounted asks here, so that nothing is allocated, nor a method of the
   * application's called.
   */
  private static volatile GreenloomInterrupts[] others = {};

  private volatile int marks;

  /** The number of the thread, if it is no greenlet. */
  private long threadId;

  /**
   * Whether the JDK's code has been told of an interrupt for us, and has not made an exception of
   * it. If the wait has ended otherwise it sets the status instead, which is then left out. Only
   * touched by the thread itself.
   */
  private boolean told;

  /** Whether the status is being cleared for us; only touched by the thread itself. */
  private boolean takingBack;

  /** Who is setting the status for us, or null. */
  private volatile Thread sender;

  /** Creates the marks of a thread, none of them set. */
  protected GreenloomInterrupts() {}

  /**
   * Creates marks for a thread that is no greenlet and has none.
   *
   * @param thread the current thread
   * @return its marks, until {@link #forget}
   */
  public static GreenloomInterrupts ofOther(Thread thread) {
    GreenloomInterrupts made = new GreenloomInterrupts();
    made.threadId = thread.threadId();
    if (thread.interrupted) {
      made.set(MEANT);
    }
    synchronized (GreenloomInterrupts.class) {
      int place = -1 - find(others, made.threadId);
      GreenloomInterrupts[] more = Arrays.copyOf(others, others.length + 1);
      System.arraycopy(others, place, more, place + 1, others.length - place);
      more[place] = made;
      others = more;
    }
    return made;
  }

  /** The thread has no marks any more. */
  public final void forget() {
    synchronized (GreenloomInterrupts.class) {
      int place = find(others, threadId);
      if (place >= 0) {
        GreenloomInterrupts[] less = Arrays.copyOf(others, others.length - 1);
        System.arraycopy(others, place + 1, less, place, less.length - place);
        others = less;
      }
    }
  }

  /** The marks of a thread that is no greenlet, or null. */
  static GreenloomInterrupts other(Thread thread) {
    GreenloomInterrupts[] known = others;
    if (known.length == 0) {
      return null;
    }
    int place = find(known, thread.threadId());
    return place < 0 ? null : known[place];
  }

  /** Where the marks of a thread are, or -1 minus where they would have to be. */
  private static int find(GreenloomInterrupts[] known, long threadId) {
    int low = 0;
    int high = known.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (known[middle].threadId < threadId) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < known.length && known[low].threadId == threadId ? low : -1 - low;
  }

  void set(int mark) {
    if ((marks & mark) == 0) {
      U.getAndBitwiseOrInt(this, MARKS, mark);
    }
  }

  void clear(int mark) {
    if ((marks & mark) != 0) {
      U.getAndBitwiseAndInt(this, MARKS, ~mark);
    }
  }

  // -- who wants something thrown

  /** The wait that the thread was seen in is to end, which it notices when it is unparked. */
  public final void ask() {
    set(ASKED);
  }

  /**
   * Ends a wait of the VM's, unless the thread has entered a channel meanwhile. One at a time, and
   * no greenlet, which could leave its carrier with the lock.
   *
   * @param thread that was seen in that wait
   */
  public final void send(Thread thread) {
    synchronized (thread.interruptLock) {
      if (thread.nioBlocker() != null || thread.interrupted || !setSent()) {
        return;
      }
      sender = Thread.currentThread();
      try {
        thread.interrupt();
      } finally {
        sender = null;
      }
    }
  }

  /** Returns false if an interrupt is on its way that ends the wait, too. */
  private boolean setSent() {
    int seen = marks;
    while ((seen & (SENT | MEANT)) == 0) {
      if (U.compareAndSetInt(this, MARKS, seen, seen | SENT)) {
        return true;
      }
      seen = marks;
    }
    return false;
  }

  // -- the thread itself

  /**
   * {@return whether the exception that the thread makes is for us, or for the application, too}
   */
  final boolean isForUs() {
    boolean forUs = told || (marks & SENT) != 0;
    if (!forUs) {
      takenByVm();
    }
    return forUs;
  }

  /** The VM clears the status of a platform thread itself. */
  private void takenByVm() {
    if (!Thread.currentThread().interrupted) {
      clear(MEANT);
    }
  }

  /** The wait has ended; an interrupt of the application's stays. */
  public final void settle() {
    told = false;
    clear(ASKED);
    takeBack();
  }

  /** The wait ends with an {@code InterruptedException} that the JDK has to see. */
  public final void pass() {
    told = false;
    clearSent(Thread.currentThread());
    takenByVm();
  }

  /** Not between the mark and the status, which would then be set without it. */
  void clearSent(Thread self) {
    boolean isVirtual = self.isVirtual();
    if (isVirtual) {
      Continuation.pin(); // as the JDK does where a virtual thread takes that lock
    }
    try {
      synchronized (self.interruptLock) {
        clear(SENT);
      }
    } finally {
      if (isVirtual) {
        Continuation.unpin();
      }
    }
  }

  final void takeBack() {
    if ((marks & SENT) == 0) {
      return;
    }
    Thread self = Thread.currentThread();
    clearSent(self);
    takingBack = true;
    try {
      boolean ignored = self.getAndClearInterrupt();
    } finally {
      takingBack = false;
    }
    if ((marks & MEANT) != 0) {
      self.interrupt();
    }
  }

  /**
   * The thread asks for its status.
   *
   * @param takes whether it clears it
   * @return whether it is to be told that it is interrupted, for us
   */
  final boolean tells(boolean takes) {
    if ((marks & ASKED) != 0) {
      boolean waits = GreenloomBridge.hooks().waits(GreenloomBridge.currentGreenlet());
      if (takes || !waits) {
        clear(ASKED);
      }
      told |= takes && waits;
      if (waits) {
        return true;
      }
    }
    takeBack();
    return false;
  }

  /** The thread has cleared its status, which was set. */
  final void taken() {
    if (!takingBack) {
      told = false;
      clear(MEANT);
    }
  }

  // -- anyone

  final boolean isAny() {
    return marks != 0;
  }

  /** Whether the status is set for us only. */
  final boolean isSentOnly() {
    return (marks & (SENT | MEANT)) == SENT;
  }

  /**
   * A thread is being interrupted.
   *
   * @param thread this one's
   * @return whether to leave it out: the JDK hands on what it has been told for us
   */
  final boolean leavesOut(Thread thread) {
    Thread self = Thread.currentThread();
    if (sender == self) {
      return false;
    }
    if (self == thread && told) {
      told = false;
      if (GreenloomBridge.hooks().isCalledByJdk()) {
        return true;
      }
    }
    set(MEANT);
    return false;
  }
}
