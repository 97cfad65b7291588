package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the VM knows of a thread, platform or virtual, at one moment. It is what the JDK's own
 * thread dump is made from.
 *
 * @param mounted whether it is a greenlet on a carrier, of which state and trace are known only
 * @param state the state
 * @param trace the frames that the application is shown
 * @param lock what it waits for, parks for or is blocked on, or null
 * @param monitors the monitors it owns
 */
public record ThreadSnapshot(
    boolean mounted,
    Thread.State state,
    List<StackTraceElement> trace,
    @Nullable Object lock,
    List<OwnedMonitor> monitors) {

  /**
   * A monitor that a thread owns.
   *
   * @param monitor the object
   * @param depth the frame that has locked it, 0 for the top one
   */
  public record OwnedMonitor(Object monitor, int depth) {}

  /**
   * The methods of the JDK's class of the same name. No {@code Lookup} is kept: whoever got hold of
   * it could define classes in {@code java.base}.
   */
  private static final class Jdk {
    static final MethodHandle OF = of();
    static final MethodHandle STATE = getter("threadState", Thread.State.class);
    static final MethodHandle TRACE = getter("stackTrace", StackTraceElement[].class);
    static final MethodHandle PARK_BLOCKER = getter("parkBlocker", Object.class);
    static final MethodHandle BLOCKED_ON = getter("blockedOn", Object.class);
    static final MethodHandle WAITING_ON = getter("waitingOn", Object.class);
    static final MethodHandle OWNS_MONITORS = getter("ownsMonitors", boolean.class);
    static final MethodHandle OWNED_MONITORS_AT =
        find("ownedMonitorsAt", MethodType.methodType(Stream.class, int.class));

    private Jdk() {}

    private static Lookup inside() {
      return JdkAccess.requireLookupIn("jdk.internal.vm.ThreadSnapshot");
    }

    private static MethodHandle of() {
      Lookup inside = inside();
      MethodType type = MethodType.methodType(inside.lookupClass(), Thread.class);
      try {
        return inside
            .findStatic(inside.lookupClass(), "of", type)
            .asType(type.changeReturnType(Object.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this JDK has no ThreadSnapshot.of", e);
      }
    }

    private static MethodHandle getter(String name, Class<?> type) {
      return find(name, MethodType.methodType(type));
    }

    private static MethodHandle find(String name, MethodType type) {
      Lookup inside = inside();
      try {
        MethodHandle found = inside.findVirtual(inside.lookupClass(), name, type);
        return found.asType(found.type().changeParameterType(0, Object.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this JDK has no ThreadSnapshot." + name, e);
      }
    }
  }

  /** Gets the way into the JDK, which is open during installation only. */
  public static void prepare() {
    Jdk.OF.type();
  }

  /**
   * Takes a snapshot of a greenlet. The VM may crash when it takes one of a virtual thread that is
   * being mounted or unmounted, so it is asked about a thread that the JDK has suspended.
   *
   * @param thread the application's thread, or the virtual thread of a greenlet without facade
   * @return the snapshot, or null if the thread has ended
   */
  public static @Nullable ThreadSnapshot ofGreen(Thread thread) {
    return ofGreen(thread, () -> {});
  }

  /**
   * Like {@link #ofGreen(Thread)}.
   *
   * @param thread the thread
   * @param whileSuspended run at the moment of the snapshot, unless the greenlet is mounted; must
   *     not throw
   * @return the snapshot, or null if the thread has ended
   */
  public static @Nullable ThreadSnapshot ofGreen(Thread thread, Runnable whileSuspended) {
    AtomicReference<@Nullable ThreadSnapshot> suspended = new AtomicReference<>();
    Thread.State state = GreenloomBridge.stateOf(thread);
    StackTraceElement[] trace =
        GreenloomBridge.inspect(
            thread,
            stack -> {
              suspended.set(tryTake(GreenloomPolling.parked(thread)));
              whileSuspended.run();
            });
    if (trace == null) {
      return null;
    }
    ThreadSnapshot taken = suspended.get();
    return taken != null ? taken : new ThreadSnapshot(true, state, List.of(trace), null, List.of());
  }

  /**
   * Takes a snapshot of a platform thread.
   *
   * @param thread the thread; not one that carries virtual threads
   * @return the snapshot, or null if the thread has ended
   */
  public static @Nullable ThreadSnapshot ofPlatform(Thread thread) {
    return tryTake(thread);
  }

  /** Throws nothing, because a suspended thread waits for the caller. */
  private static @Nullable ThreadSnapshot tryTake(Thread thread) {
    try {
      Object jdk = Jdk.OF.invokeExact(thread);
      return jdk == null ? null : snapshot(jdk);
    } catch (Throwable e) {
      return null; // out of memory: the thread is told of with its stack only
    }
  }

  private static ThreadSnapshot snapshot(Object jdk) throws Throwable {
    Thread.State state = (Thread.State) Jdk.STATE.invokeExact(jdk);
    StackTraceElement[] trace = (StackTraceElement[]) Jdk.TRACE.invokeExact(jdk);
    Object lock = Jdk.PARK_BLOCKER.invokeExact(jdk);
    if (lock == null && state == Thread.State.BLOCKED) {
      lock = Jdk.BLOCKED_ON.invokeExact(jdk);
    } else if (lock == null
        && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
      lock = Jdk.WAITING_ON.invokeExact(jdk);
    }
    return new ThreadSnapshot(
        false,
        state,
        List.of(GreenloomThreadCalls.visibleTrace(trace)),
        lock,
        monitors(jdk, trace.length));
  }

  private static List<OwnedMonitor> monitors(Object jdk, int depth) throws Throwable {
    List<OwnedMonitor> monitors = new ArrayList<>();
    if ((boolean) Jdk.OWNS_MONITORS.invokeExact(jdk)) {
      for (int i = 0; i < depth; i++) {
        int frame = i;
        ((Stream<?>) (Stream) Jdk.OWNED_MONITORS_AT.invokeExact(jdk, frame))
            .filter(monitor -> monitor != null) // one that the compiler has optimized away
            .forEach(monitor -> monitors.add(new OwnedMonitor(monitor, frame)));
      }
    }
    return monitors;
  }
}
