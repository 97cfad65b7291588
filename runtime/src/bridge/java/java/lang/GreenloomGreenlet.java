package java.lang;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import jdk.internal.misc.Unsafe;

/**
 * Base of every greenlet: the scheduler of the virtual thread that runs it, so that one field read
 * leads from a virtual thread to its greenlet.
 *
 * <p>Lives in {@code java.base} because patched JDK code has to recognise it; everything a greenlet
 * does is in the runtime's subclass. The JDK calls {@link #execute} whenever the virtual thread
 * becomes ready to run, from any thread.
 */
public abstract class GreenloomGreenlet extends GreenloomInterrupts implements Executor, Runnable {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long END = U.objectFieldOffset(GreenloomGreenlet.class, "end");

  /** The application's own thread object that this greenlet stands behind, or null if none. */
  final Thread facade;

  /** The virtual thread that runs this greenlet; written once, before it starts. */
  Thread thread;

  /**
   * True when an interrupt arrived during a wait that a platform thread would not leave for it. The
   * virtual thread's own flag is then clear, so that it can park again; the waiting greenlet gives
   * the interrupt back when the wait ends. Written by the greenlet only, read by anyone.
   */
  volatile boolean heldInterrupt;

  /**
   * Whether the facade has nothing left to run, so that no list of threads has it any more. It is
   * alive until it gets its own lock, which somebody else may have. Written by the greenlet only.
   */
  volatile boolean ending;

  /** {@link #ioWait} for reading. */
  public static final int READ = 1;

  /** {@link #ioWait} for writing. */
  public static final int WRITE = 2;

  /** {@link #ioWait} for a selector. */
  public static final int SELECT = 3;

  private static final int EVENT_BITS = 2;

  /**
   * The file descriptor and event that it waits for, where a platform thread counts as RUNNABLE; 0
   * if it does not. Written by the greenlet only, read by anyone.
   */
  volatile int ioWait;

  /**
   * Whether others want something thrown in this greenlet, see {@link #throwPending}. Set and
   * cleared by anyone, under a lock of the runtime's; read before and after each wait.
   */
  private volatile boolean pending;

  /**
   * Whether it has woken a thread that goes first, see {@link #owesTurn}; only touched by itself.
   */
  private boolean owesTurn;

  private boolean givingTurn;

  /** Whether it was woken and goes before who wakes it; written by his or its carrier. */
  private boolean goesFirst;

  private boolean yielding;

  /** The socket that it is connecting, or null; only touched by itself, as what follows. */
  private Object connecting;

  /** Whether something has been thrown while it was connecting that socket. */
  private boolean abandoned;

  /**
   * What those who join the facade wait for, made by the first of them. Who makes it looks
   * afterwards whether the facade has ended, and who ends it looks for the latch afterwards.
   */
  private volatile CountDownLatch end;

  /**
   * Creates a greenlet.
   *
   * @param facade the application's thread, or null for a greenlet without one
   */
  protected GreenloomGreenlet(Thread facade) {
    this.facade = facade;
  }

  /** {@return the application's thread object, or null for a greenlet without one} */
  public final Thread facade() {
    return facade;
  }

  /** {@return the virtual thread that runs this greenlet} */
  public final Thread thread() {
    return thread;
  }

  /**
   * Makes the virtual thread that runs a greenlet without a facade. It inherits from the current
   * thread what a new thread does.
   *
   * @param name the thread's name
   * @param body what it runs
   * @return the thread, not started
   */
  protected final Thread newThread(String name, Runnable body) {
    thread = ThreadBuilders.newVirtualThread(this, name, 0, body);
    return thread;
  }

  /**
   * What the virtual thread behind a facade runs: the body of the application's thread. This frame
   * is where the stack of a green thread begins as far as the application is shown, see {@link
   * GreenloomStacks}.
   */
  @Override
  @SuppressWarnings("DoNotCall") // as the VM does on a native thread
  public final void run() {
    try {
      facade.run();
    } catch (Throwable e) {
      GreenloomThreads.dispatch(facade, e);
    } finally {
      GreenloomThreads.finish(facade);
    }
  }

  final CountDownLatch end() {
    CountDownLatch known = end;
    if (known == null) {
      CountDownLatch made = new CountDownLatch(1);
      known = (CountDownLatch) U.compareAndExchangeReference(this, END, null, made);
      known = known == null ? made : known;
    }
    return known;
  }

  /** The facade has ended. */
  final void ended() {
    CountDownLatch known = end;
    if (known != null) {
      known.countDown();
    }
  }

  /** {@return what those who join the facade wait for, or null if nobody has} */
  final CountDownLatch awaitedEnd() {
    return end;
  }

  /**
   * Runs the main method in place of the current thread, which is the facade and waits meanwhile.
   *
   * @param main the main method with its arguments, of type {@code ()void}
   * @throws Throwable what it threw
   */
  public final void runMain(MethodHandle main) throws Throwable {
    GreenloomThreads.runMain(this, main);
  }

  /** It is about to yield; called by the greenlet itself. */
  protected void yields() {}

  /** {@return whether it has left its carrier since then; called by the greenlet itself} */
  protected boolean hasYielded() {
    return true;
  }

  final void yieldBegins() {
    yielding = true;
    if (facade == null) {
      yields();
    }
  }

  /** Returns false if it has no facade and has not left its carrier. */
  final boolean yieldEnds() {
    yielding = false;
    return facade != null || hasYielded();
  }

  /** {@return whether it leaves its carrier without waiting for anything; its carrier} */
  public final boolean isYielding() {
    return yielding;
  }

  /**
   * It has made a thread ready that has waited for long, and must not take from it again what that
   * one has waited for: {@link #giveTurn} follows. Called by the greenlet itself.
   */
  protected final void owesTurn() {
    owesTurn = true;
  }

  /**
   * Leaves its carrier if it owes that; called by the greenlet itself, where it has just woken
   * somebody. Pinned it goes on.
   */
  final void giveTurn(GreenloomGreenlet woken) {
    if (owesTurn || (woken != null && woken.goesFirst)) {
      owesTurn = false;
      givingTurn = true;
      try {
        ((VirtualThread) thread).tryYield();
      } catch (VirtualMachineError e) {
        // no memory or stack to leave the carrier, which its caller has not asked for
      }
      givingTurn = false;
    }
  }

  /**
   * Sets whether it goes before who wakes it, also if somebody else has done so before.
   *
   * @param first whether it does; not when it runs
   */
  protected final void goesFirst(boolean first) {
    goesFirst = first;
  }

  /** {@return whether it has yielded for that; its carrier} */
  public final boolean isGivingTurn() {
    return givingTurn;
  }

  /**
   * Blocks the carrier of this greenlet until {@link #unparkCarrier}, or without any reason; not
   * through {@code LockSupport}, which other agents may change. Called by the greenlet itself, and
   * {@link #restoreInterrupt} afterwards: an interrupted carrier would not block.
   *
   * @param nanos the longest time, 0 for no limit
   */
  protected final void parkCarrier(long nanos) {
    Thread.currentCarrierThread().clearInterrupt();
    U.park(false, nanos);
  }

  /** Gives the carrier the interrupt status of this greenlet; called by the greenlet itself. */
  protected final void restoreInterrupt() {
    if (thread.isInterrupted()) {
      Thread.currentCarrierThread().setInterrupt();
    }
  }

  /**
   * Ends that.
   *
   * @param carrier the carrier
   */
  protected static void unparkCarrier(Thread carrier) {
    U.unpark(carrier);
  }

  /** {@return whether it has left its carrier to wait for a monitor, or in {@code Object.wait}} */
  protected final boolean isAtMonitor() {
    return GreenloomMonitors.isBlocked(thread) || GreenloomMonitors.isInWait(thread);
  }

  /** {@return whether it is in {@code Object.wait}, and has not been notified} */
  protected final boolean isInWait() {
    return GreenloomMonitors.isInWait(thread);
  }

  /**
   * Lets it try to enter the monitor that it waits for: whoever gets true has to run it, and nobody
   * else will. If it does not get the monitor, it waits as before.
   *
   * @return false if it does not wait for a monitor
   */
  protected final boolean tryUnblock() {
    return GreenloomMonitors.tryUnblock(thread);
  }

  /** {@return the thread of the JDK that lets go on whom the VM has chosen, or null} */
  protected static Thread unblocker() {
    return GreenloomMonitors.unblocker();
  }

  /**
   * Takes an interrupt of this greenlet away, so that it can park although it is interrupted;
   * called by the greenlet itself before each park of a wait that a platform thread does not leave
   * for an interrupt.
   */
  public final void holdInterrupt() {
    if (thread.isInterrupted()) {
      heldInterrupt = true;
      thread.getAndClearInterrupt();
    }
  }

  /** Gives a held interrupt back; called by the greenlet itself when such a wait ends. */
  public final void releaseInterrupt() {
    if (heldInterrupt) {
      thread.interrupt();
      heldInterrupt = false;
    }
  }

  /** {@return whether {@link #throwPending} may have something to throw} */
  public final boolean hasPending() {
    return pending;
  }

  /**
   * Sets what {@link #hasPending} returns.
   *
   * @param pending whether something is to be thrown
   */
  protected final void setPending(boolean pending) {
    this.pending = pending;
  }

  /**
   * Throws the first of what others want thrown in this greenlet, whatever type it has; called by
   * the greenlet itself, where it holds nothing that it would leave in disorder.
   */
  public void throwPending() {}

  /** Tells that something is about to be thrown out of the call that the greenlet waits in. */
  protected final void abandons() {
    abandoned = connecting != null;
  }

  /**
   * Marks the beginning of a connect.
   *
   * @param socket what is connected
   */
  public final void connectBegins(Object socket) {
    connecting = socket;
  }

  /** {@return the socket whose connect has ended, if it was abandoned, else null} */
  public final Object connectEnds() {
    Object socket = abandoned ? connecting : null;
    connecting = null;
    abandoned = false;
    return socket;
  }

  /**
   * Marks the beginning of a wait for a file descriptor.
   *
   * @param fd the file descriptor
   * @param event {@link #READ}, {@link #WRITE} or {@link #SELECT}
   */
  public final void ioWaitBegins(int fd, int event) {
    ioWait = fd << EVENT_BITS | event;
  }

  /** Marks its end. */
  public final void ioWaitEnds() {
    ioWait = 0;
  }

  /** {@return what it waits for: 0 for no file descriptor, else for {@link #fd} and the like} */
  public final int ioWait() {
    return ioWait;
  }

  /**
   * {@return the file descriptor of a wait}
   *
   * @param ioWait not 0
   */
  public static int fd(int ioWait) {
    return ioWait >>> EVENT_BITS;
  }

  /**
   * {@return the event of a wait}
   *
   * @param ioWait not 0
   */
  public static int event(int ioWait) {
    return ioWait & ((1 << EVENT_BITS) - 1);
  }
}
