package io.greenloom.internal.hub;

import io.greenloom.internal.poll.EpollPoller;
import io.greenloom.internal.poll.Netpoll;
import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.poll.SleepingPoller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All hubs of this JVM, and which greenlet goes where. */
public final class Hubs {
  private final Netpoll netpoll = new Netpoll();
  private final Carriers carriers;
  private final List<Hub> hubs;
  private final AtomicInteger next = new AtomicInteger();
  private final ThreadLocal<Hub> home = ThreadLocal.withInitial(this::firstHome);

  private Hubs(int count, int spareCarriers, boolean epoll) {
    carriers = new Carriers(count + spareCarriers);
    WorkSharing sharing = new WorkSharing(count);
    List<Hub> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(new Hub(i, newPoller(epoll), carriers, sharing));
    }
    this.hubs = List.copyOf(made);
  }

  /**
   * Starts hubs with the best poller that this system has.
   *
   * @param count how many
   * @param spareCarriers how many carriers there may be besides one for each
   * @return the running hubs
   */
  public static Hubs start(int count, int spareCarriers) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return start(count, spareCarriers, system.contains("linux"));
  }

  static Hubs start(int count, int spareCarriers, boolean epoll) {
    Hubs hubs = new Hubs(count, spareCarriers, epoll);
    hubs.hubs.forEach(hubs::start);
    return hubs;
  }

  private void start(Hub hub) {
    if (!carriers.reserve()) {
      throw new IllegalStateException("the system gives no thread for a hub");
    }
    carriers.carry(hub);
  }

  private Poller newPoller(boolean epoll) {
    try {
      return epoll ? new EpollPoller(netpoll) : new SleepingPoller();
    } catch (IOException e) {
      throw new IllegalStateException("cannot open an epoll instance: " + e.getMessage(), e);
    }
  }

  /** Stops all hubs where they are, for the JVM to end; they stay stopped. */
  public void halt() {
    hubs.forEach(Hub::halt);
  }

  /** {@return the hubs, by index} */
  public List<Hub> all() {
    return hubs;
  }

  /** {@return what helps those who wait for monitors in vain} */
  public Assistance assistance() {
    return hubs.getFirst().assistance();
  }

  /** {@return the errors that Greenloom's own threads have survived} */
  public EngineErrors errors() {
    return carriers.errors();
  }

  /** {@return the number of platform threads that carry hubs or could} */
  public int carriers() {
    return carriers.count();
  }

  /** {@return a run without hub that has begun, once each, or null; the monitor only} */
  public AsideRun.@Nullable Begun nextAsideRun() {
    return carriers.nextAsideRun();
  }

  /** Hands hubs off without limit from now on, as the JVM is about to end. */
  public void liftCarrierLimit() {
    carriers.liftLimit();
  }

  /** {@return the most carriers there may be} */
  public int mostCarriers() {
    return carriers.most();
  }

  /** {@return how often a hub was left with its carrier because there was no other} */
  public long carriersRefused() {
    return carriers.refused();
  }

  /** {@return the table of file descriptors that greenlets wait for} */
  public Netpoll netpoll() {
    return netpoll;
  }

  /** {@return the next hub: they take turns} */
  public Hub next() {
    return hubs.get(Math.floorMod(next.getAndIncrement(), hubs.size()));
  }

  /**
   * The hub for a green thread that is about to start: the one whose greenlet starts it, else one
   * that is awake and has nothing to do, else one that sleeps, else the next.
   *
   * @return the hub
   */
  public Hub forStart() {
    Hub chosen = Hub.current();
    if (chosen != null || hubs.size() == 1) {
      return chosen != null ? chosen : hubs.getFirst();
    }
    for (Hub hub : hubs) {
      if (!hub.isBusy()) {
        if (!hub.isAsleep()) {
          return hub;
        }
        chosen = hub;
      }
    }
    return chosen != null ? chosen : next();
  }

  /**
   * The hub of the greenlets that the current thread spawns: always the same one, and that of a
   * greenlet of the API its own.
   *
   * @return the hub
   */
  public Hub home() {
    return GreenloomBridge.currentGreenlet() instanceof ApiGreenlet current
        ? current.hub()
        : home.get();
  }

  /** A green thread may move on later, but what it spawns stays together. */
  private Hub firstHome() {
    Hub current = Hub.current();
    return current != null ? current : next();
  }
}
