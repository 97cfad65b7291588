package java.lang;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * What patched JDK code asks of Greenloom. This class is the do-nothing default, in force until the
 * runtime installs its subclass and again if the self-test fails: every method then says "not ours"
 * and the JDK's own code runs.
 */
public class GreenloomHooks {
  /** Creates the do-nothing default. */
  protected GreenloomHooks() {}

  /**
   * Decides about a thread that is being started.
   *
   * @param thread the application's thread, not started yet
   * @return the greenlet that shall run it, or null to leave it a platform thread
   */
  public GreenloomGreenlet greenletFor(Thread thread) {
    return null;
  }

  /**
   * A green thread is about to start.
   *
   * @param greenlet the greenlet behind it
   */
  public void started(GreenloomGreenlet greenlet) {}

  /**
   * A green thread has ended, or failed to start after {@link #started}.
   *
   * @param greenlet the greenlet behind it
   */
  public void finished(GreenloomGreenlet greenlet) {}

  /**
   * Arms a timer for a greenlet that has just parked; called on its carrier.
   *
   * @param greenlet the greenlet
   * @param command what to run on the hub when the time is over
   * @param nanos the delay
   * @return the cancellable timer, or null to use the JDK's
   */
  public Future<?> schedule(GreenloomGreenlet greenlet, Runnable command, long nanos) {
    return null;
  }

  /**
   * Parks the current greenlet until a file descriptor is ready, the time is over, it is
   * interrupted or the channel is closed.
   *
   * @param greenlet the current greenlet
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   * @param nanos the longest wait, 0 for none
   * @param open whether the channel is still open
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public boolean poll(
      GreenloomGreenlet greenlet, int fd, int event, long nanos, BooleanSupplier open)
      throws IOException {
    return false;
  }

  /**
   * Parks the current greenlet until a selector's file descriptor is ready.
   *
   * @param greenlet the current greenlet
   * @param fd the selector's own file descriptor
   * @param nanos the longest wait, 0 for none
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public boolean pollSelector(GreenloomGreenlet greenlet, int fd, long nanos) throws IOException {
    return false;
  }

  /**
   * Parks the current greenlet until the epoll instance of an {@code AsynchronousChannelGroup} is
   * ready.
   *
   * @param greenlet the current greenlet
   * @param fd the instance's own file descriptor
   * @return false if the caller has to wait natively
   * @throws IOException if the file descriptor cannot be polled
   */
  public boolean pollPort(GreenloomGreenlet greenlet, int fd) throws IOException {
    return false;
  }

  /**
   * Wakes a greenlet that waits for a file descriptor.
   *
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public void stopPoll(int fd, int event) {}

  /**
   * A greenlet is about to read from or write to a stream socket.
   *
   * @param fd the file descriptor
   * @param write whether it writes
   * @return false if the system call would find nothing, so that it can be saved
   */
  public boolean begins(int fd, boolean write) {
    return true;
  }

  /**
   * A greenlet has read from or written to a stream socket, but less than it could have.
   *
   * @param fd the file descriptor
   * @param write whether it has written
   */
  public void exhausted(int fd, boolean write) {}

  /**
   * An {@code InterruptedException} is about to be made: throws something else if it is made
   * because the current thread was interrupted for that.
   *
   * @param greenlet the current greenlet, null if the thread is none
   */
  public void interrupted(GreenloomGreenlet greenlet) {}

  /**
   * The current thread, which something may be pending for, asks for its interrupt status.
   *
   * @param greenlet the current greenlet, null if the thread is none
   * @return whether something is, and the thread is in a wait that an interrupt may end
   */
  public boolean waits(GreenloomGreenlet greenlet) {
    return false;
  }

  /** {@return whether the patched method was called by other code than the application's} */
  public boolean isCalledByJdk() {
    return false;
  }

  /**
   * A greenlet has yielded or slept, or is about to sleep: throws what is pending, if the
   * application has asked for it rather than the JDK.
   *
   * @param greenlet the current greenlet
   */
  public void yielded(GreenloomGreenlet greenlet) {}

  /**
   * A file descriptor is about to be closed and its number may be used again.
   *
   * @param fd the file descriptor
   */
  public void closing(int fd) {}

  /**
   * Has the hub watch a file descriptor in blocking mode; the caller keeps it from being closed
   * meanwhile.
   *
   * @param greenlet the current greenlet
   * @param fd the file descriptor
   * @return what to wait for, or null if it cannot be polled
   */
  public Object registerFile(GreenloomGreenlet greenlet, int fd) {
    return null;
  }

  /**
   * Parks the current greenlet until a file descriptor in blocking mode may be ready, or is being
   * closed; an interrupt does not wake it.
   *
   * @param greenlet the current greenlet
   * @param entry what {@link #registerFile} has returned
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public void awaitFile(GreenloomGreenlet greenlet, Object entry, int fd, int event) {}

  /**
   * Gives the hub of the current greenlet to another carrier, as a call follows that blocks this
   * one; called while pinned to it.
   *
   * @param greenlet the current greenlet
   */
  public void giveHubAway(GreenloomGreenlet greenlet) {}

  /**
   * The current greenlet is about to wait, and cannot leave its carrier; called while pinned.
   *
   * @param greenlet the current greenlet
   */
  public void pinnedWaitBegins(GreenloomGreenlet greenlet) {}

  /**
   * It has waited; called while pinned.
   *
   * @param greenlet the current greenlet
   */
  public void pinnedWaitEnds(GreenloomGreenlet greenlet) {}

  /** {@return whether the current carrier has lost its hub, and holds the current greenlet only} */
  public boolean hasLostHub() {
    return false;
  }

  /** Waits until the current greenlet may ask the system's resolver. */
  public void beginLookup() {}

  /** The system's resolver has answered. */
  public void endLookup() {}

  /** Waits until the current greenlet may start a process. */
  public void beginProcessStart() {}

  /** The process has started, or failed to. */
  public void endProcessStart() {}

  /**
   * The application's main method has been entered.
   *
   * @param args its arguments
   * @return true if it has been run on a green thread, false to let it go on as it is
   * @throws Throwable what it threw there
   */
  public boolean runMain(String[] args) throws Throwable {
    return false;
  }

  /**
   * A hidden class is about to be defined, which no agent is shown.
   *
   * @param loader of the class that defines it
   * @param classFile as it was given
   * @return the class file to use, or null if there is nothing to change
   */
  public byte[] hiddenClass(ClassLoader loader, byte[] classFile) {
    return null;
  }

  /**
   * {@code ThreadMXBean}'s information about threads.
   *
   * @param plain the {@code ThreadInfo}s that the JDK's own code made, null for green threads
   * @param ids the threads asked for, or null for all there are
   * @param maxDepth how many frames
   * @param lockedMonitors whether to tell the monitors that they own
   * @return an array of the same, with green threads
   */
  public Object threadInfos(Object[] plain, long[] ids, int maxDepth, boolean lockedMonitors) {
    return plain;
  }

  /**
   * {@code ThreadMXBean}'s search for deadlocks.
   *
   * @param plain the ids of the threads that the JDK's own code has found, or null
   * @param monitorsOnly whether to look at monitors only
   * @return the same, with green threads
   */
  public long[] deadlocked(long[] plain, boolean monitorsOnly) {
    return plain;
  }

  /**
   * {@code ThreadMXBean}'s numbers of live threads.
   *
   * @param daemonsOnly whether to count daemon threads only
   * @return the number of live green threads
   */
  public int liveThreads(boolean daemonsOnly) {
    return 0;
  }

  /**
   * {@code ThreadMXBean}'s peak thread count.
   *
   * @return the most green threads there have been at once
   */
  public int peakThreads() {
    return 0;
  }

  /** {@code ThreadMXBean.resetPeakThreadCount()}. */
  public void resetPeakThreads() {}

  /**
   * {@code ThreadMXBean.getTotalStartedThreadCount()}.
   *
   * @return the number of green threads started so far
   */
  public long startedThreads() {
    return 0;
  }

  /**
   * The command {@code dump} has asked for a dump; the VM's attach thread.
   *
   * @return the answer, or null if there is none
   */
  public byte[] attachedDump() {
    return null;
  }

  /**
   * Somebody has asked for the platform's MBean server.
   *
   * @param server the server
   */
  public void platformServer(Object server) {}

  /** Waits on the JVM's own exit thread until no green thread keeps the JVM alive. */
  public void awaitNonDaemons() {}

  /** The shutdown hooks are about to run. */
  public void shutdownBegins() {}

  /** The JVM ends now. */
  public void halting() {}

  /**
   * The JDK's pollers are about to start.
   *
   * @param pollers the pollers
   * @return true to put it off until {@link #startPollers}
   */
  public boolean deferPollers(Object pollers) {
    return false;
  }

  /** A virtual thread that is not ours is about to wait: starts the JDK's pollers if need be. */
  public void startPollers() {}
}
