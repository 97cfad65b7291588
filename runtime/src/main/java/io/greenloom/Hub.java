package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.dump.Dumps;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event loop, seen from outside: what it has done and what holds it up. All numbers may be asked
 * for by any thread at any time; they are read one after the other while the hub goes on.
 */
public final class Hub {
  private final io.greenloom.internal.hub.Hub internal;

  private Hub(io.greenloom.internal.hub.Hub internal) {
    this.internal = internal;
  }

  /**
   * The hubs of this JVM.
   *
   * @return the hubs by index, none if Greenloom is not installed
   */
  public static List<Hub> all() {
    Installation installation = Installation.current();
    return installation == null
        ? List.of()
        : installation.hubs().all().stream().map(Hub::new).toList();
  }

  /**
   * The hub that the current thread runs on. A greenlet of {@link Greenlet} always has the same
   * one, a green thread may have another one after its next blocking call.
   *
   * @return the hub, or null if the current thread is no greenlet, or is a green thread that holds
   *     a carrier that has lost its hub
   */
  public static @Nullable Hub current() {
    if (Installation.current() == null
        || !(GreenloomBridge.currentGreenlet() instanceof RawGreenlet greenlet)) {
      return null;
    }
    io.greenloom.internal.hub.Hub current =
        greenlet.isOfApi() ? greenlet.hub() : io.greenloom.internal.hub.Hub.current();
    return current == null ? null : new Hub(current);
  }

  /** {@return its number, from 0} */
  public int index() {
    return internal.index();
  }

  /** {@return how often it has switched to a greenlet, about} */
  public long switches() {
    return internal.switches();
  }

  /** {@return how many timers have fired} */
  public long timersFired() {
    return internal.timersFired();
  }

  /** {@return how many greenlets are ready to run here and wait for their turn, about} */
  public int ready() {
    return internal.readyCount();
  }

  /** {@return how many timers are armed here, about} */
  public int timers() {
    return internal.timerCount();
  }

  /** {@return how many file descriptors are registered with its poller} */
  public int fileDescriptors() {
    return internal.poller().registeredCount();
  }

  /** {@return whether it has nothing to do and sleeps in its poller} */
  public boolean isAsleep() {
    return internal.isAsleep();
  }

  /**
   * The greenlets of this hub that wait, and what for. Each is looked at by itself, while the
   * others go on; the current one is not among them. Takes some time for each, as {@link #dump}
   * does.
   *
   * @return those that wait, by the number of their thread
   */
  public List<WaitingGreenlet> waiting() {
    return Dumps.waiting(internal);
  }

  /**
   * How often it was taken from a carrier that a greenlet blocked, or computed on without yielding.
   *
   * @return the number of hand-offs
   */
  public long handOffs() {
    return internal.handOffs();
  }

  /**
   * How often it was given to another carrier for a call that cannot be polled: look-ups, {@code
   * fsync}, file locks, process starts; and for waits below a native method or class initializer.
   *
   * @return the number of such calls and waits
   */
  public long blockingCalls() {
    return internal.blockingCalls();
  }

  /** {@return how often a greenlet has held its carrier for longer than monitor.blocked-after} */
  public long blockedCount() {
    return internal.blockedCount();
  }

  /**
   * The platform threads that carry hubs or could: one per hub, and spare ones for hubs that are
   * handed off. Those that are not needed end after some seconds.
   *
   * @return their number
   */
  public static int carriers() {
    Installation installation = Installation.current();
    return installation == null ? 0 : installation.hubs().carriers();
  }

  /**
   * How often a hub could not be handed off, because there were as many carriers as allowed or the
   * system gave no more threads.
   *
   * @return the number of times
   */
  public static long carriersRefused() {
    Installation installation = Installation.current();
    return installation == null ? 0 : installation.hubs().carriersRefused();
  }

  /**
   * The errors that Greenloom's own threads have survived, in all: 0 unless something is broken, or
   * memory is short. The first one's stack is in the {@link #dump}, and now and then a line on
   * standard error tells the last one.
   *
   * @return their number
   */
  public static long internalErrors() {
    Installation installation = Installation.current();
    return installation == null ? 0 : installation.hubs().errors().count();
  }

  /**
   * Adds a listener to what holds hubs up.
   *
   * @param listener told from now on
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public static void addListener(HubListener listener) {
    Objects.requireNonNull(listener, "listener");
    Installation.require().reporter().add(listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener not told any more; nothing happens if it is none
   */
  public static void removeListener(HubListener listener) {
    Objects.requireNonNull(listener, "listener");
    Installation installation = Installation.current();
    if (installation != null) {
      installation.reporter().remove(listener);
    }
  }

  /**
   * Tells what every hub and every greenlet is doing and who waits for whom. Made for people, and
   * for scripts that look for lines:
   *
   * <pre>
   * Deadlock: "a" #31 waits for lock java.util.concurrent.locks.ReentrantLock$NonfairSync@1f held by "b" #32,
   *     which waits for monitor java.lang.Object@2a held by "a" #31                   (all in one line)
   *
   * Greenloom in process 4711 at 2026-02-03T04:05:06.789Z: 1 hub, 2 carriers, 8 green threads, 1 API greenlet
   * Hub 0 on greenloom-carrier-0: asleep; 0 ready, 2 timers, 3 file descriptors, switched 1,234 times
   *
   * "reader" #33, daemon, hub 0: socket read from 10.0.0.7:5432 at 10.0.0.2:41630, fd 9
   *     at ...
   * </pre>
   *
   * <p>Deadlocks through locks, monitors and joins come first, one line each, if there are any;
   * they have been seen three times in a row. Then one line for each hub. Then the greenlets, those
   * with equal stacks together, the largest group first: a line each, of a large group the first
   * ten, {@code and 9,990 more}, and their stack, unless they are ready to run. A line has name and
   * number of the thread, {@code daemon} if it is one, {@code spawned} if it is a greenlet of the
   * API, its hub, and behind the colon {@code running}, {@code ready} or what it waits for; what
   * else ends the wait is behind that: {@code 250 ms left}. One that is {@code pinned} keeps its
   * carrier while it waits. {@code docs/troubleshooting.md} lists what there is to wait for.
   *
   * <p>Platform threads are shown if they have what a greenlet waits for. Nothing is stopped for
   * this: each greenlet is looked at by itself, at a slightly different moment; 100,000 of them
   * take seconds. Any thread may call it, whatever it holds and whatever the hubs are doing; a
   * greenlet lets others run meanwhile. The same is to be had from outside: {@code java -jar
   * greenloom-agent.jar dump <pid>}, or the operation {@code dump} of the MBean {@code
   * io.greenloom:type=Hub}.
   *
   * @return the text, of several lines
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public static String dump() {
    return Dumps.text(Installation.require().hubs());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hub hub && hub.internal == internal;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(internal);
  }

  @Override
  public String toString() {
    return "Hub " + index();
  }
}
