package io.greenloom.internal.hub;

import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.timer.Timer;
import io.greenloom.internal.timer.TimerQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: run queues, a timer heap and a poller, run by one platform thread, its carrier.
 *
 * <p>How it sleeps is in {@link SleepGuard}, who owns it in {@link Ownership}, how green threads
 * get to other hubs in {@link WorkSharing}.
 *
 * <p>Greenlets of the API have a queue of their own. They run one at a time: while one of them runs
 * on a carrier that has lost the hub the others wait, see {@link Turn} and {@link PinnedWaits}.
 */
public final class Hub implements Carried {
  /** How long greenlets run until timers and I/O get their turn, if there are enough of them. */
  private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** Who is woken so long after the last turn of timers and I/O has waited for one that hogs. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Greenlets run between two looks at the clock. */
  private static final int RUNS_PER_LOOK = 32;

  /**
   * Who has waited for so long is let go first by a green thread that wakes it. Shorter waits would
   * cost a switch for each, where threads take turns anyway.
   */
  private static final long LONG_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long a green thread and those whom it wakes run before the queue has its turn. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long a hub waits each time for a carrier that is being started, and how often. */
  private static final long HOLD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private static final int MOST_HOLDS = 2_000;

  /** Others go first once in so many times, a power of two: nobody is passed over for ever. */
  private static final int ONE_IN = 64;

  private final int index;
  private final String place;
  private final Poller poller;
  private final Carriers carriers;
  private final WorkSharing sharing;
  private final Assistance assistance;
  private final ReadyThreads ready;
  private final RunQueue.Owned readyOfApi = new RunQueue.Owned();
  private final TimerQueue timers = new TimerQueue(new TimerAccess());

  private final SleepGuard sleep = new SleepGuard();
  private final Ownership ownership = new Ownership();
  private final BooleanSupplier hasWork = this::hasWork;
  private final LongConsumer poll = this::poll;

  /** Whether the JVM is ending. */
  private volatile boolean halted;

  private final Turn turn = new Turn();

  /** How many greenlets of the API wait without leaving their carriers. */
  private final AtomicInteger pinnedWaits = new AtomicInteger();

  /** Whether one greenlet after the other computes here for long; written by the monitor. */
  private volatile boolean crowded;

  /** Whether another hub has called this one to help, see {@link WorkSharing}. */
  private volatile boolean called;

  // owned

  /** {@code System.nanoTime()} of the last look at the clock. */
  private long clock = System.nanoTime();

  /** Who has run since then, if it was not for long the last one. */
  private @Nullable RawGreenlet lastRun;

  /** When timers and I/O last had their turn. */
  private long visitedAt = clock;

  /** Whether those whom they wake go ahead of the queue. */
  private boolean wakesLate;

  /** How often a green thread has woken another one here. */
  private int wakes;

  /** Who waits for a carrier that is being started, and how often one has waited since. */
  private @Nullable RawGreenlet held;

  private int holds;

  private final Backoff backoff = new Backoff();

  /** How long to sleep before the next attempt to steal. */
  private long nap = 2 * WorkSharing.LONGEST_NAP;

  // written by the owner only; others read estimates

  private @Nullable RawGreenlet running;
  private @Nullable HubThread carrier;
  private long timersFired;

  /** Calls out of the loop, which count as runs, see {@link Ownership}. */
  private long callsOut;

  /** Calls and waits before which a greenlet has given this hub away. */
  private final LongAdder blockingCalls = new LongAdder();

  // written by the monitor only; others read estimates

  private long watchedSince;
  private volatile long watchedToken;
  private long handOffs;
  private long blockedCount;

  Hub(int index, Poller poller, Carriers carriers, WorkSharing sharing) {
    this.index = index;
    this.place = "the loop of hub " + index;
    this.poller = poller;
    this.carriers = carriers;
    this.sharing = sharing;
    this.assistance = sharing.assistance();
    this.ready = new ReadyThreads(sharing);
    sharing.join(this);
  }

  /** {@return the hub whose loop the current thread is in, or null} */
  public static @Nullable Hub current() {
    return GreenloomBridge.currentCarrier() instanceof HubThread thread ? thread.ownedHub() : null;
  }

  /** {@return the number of this hub, from 0} */
  public int index() {
    return index;
  }

  /** {@return the poller of this hub} */
  public Poller poller() {
    return poller;
  }

  /** {@return how often this hub has switched to a greenlet, or been handed off} */
  public long switches() {
    return ownership.count() - callsOut;
  }

  /** {@return how many timers of this hub have fired} */
  public long timersFired() {
    return timersFired;
  }

  /** {@return how often this hub has been taken from a carrier that could not go on} */
  public long handOffs() {
    return handOffs;
  }

  /** {@return how often a greenlet has given this hub away before a call or wait that blocks} */
  public long blockingCalls() {
    return blockingCalls.sum();
  }

  /** {@return how often a greenlet was reported because it held its carrier} */
  public long blockedCount() {
    return blockedCount;
  }

  /**
   * Remembers since when the greenlet that runs has been seen; the monitor only.
   *
   * @param token of its run
   * @param since {@code System.nanoTime()} of then
   */
  public void watch(long token, long since) {
    watchedSince = since;
    watchedToken = token;
  }

  /**
   * Since when the monitor has seen the greenlet that runs; an estimate.
   *
   * @param token of its run
   * @param otherwise the answer if it has not
   * @return {@code System.nanoTime()} of then
   */
  public long watchedSince(long token, long otherwise) {
    return watchedToken == token ? watchedSince : otherwise;
  }

  /** Counts one more report; the monitor only. */
  public void countBlocked() {
    blockedCount++;
  }

  /** {@return who carries this hub; an estimate} */
  public @Nullable HubThread carrier() {
    return carrier;
  }

  /** {@return how many greenlets are ready to run here; an estimate} */
  public int readyCount() {
    return ready.count() + readyOfApi.count();
  }

  /** {@return how many timers are armed here; an estimate} */
  public int timerCount() {
    return timers.size();
  }

  /** {@return the name of the thread that carries this hub; an estimate} */
  public String carrierName() {
    HubThread current = carrier;
    return current == null ? "no carrier" : current.getName();
  }

  /** {@return the greenlet that is running, if one is; an estimate} */
  public @Nullable RawGreenlet running() {
    return running;
  }

  // -- any thread

  /**
   * Queues a greenlet that has become ready: a green thread with the hub that has made it so, else
   * where it has run before; any thread.
   */
  static void submit(RawGreenlet greenlet) {
    if (greenlet.isOfApi()) {
      Hub hub = greenlet.hub();
      hub.readyOfApi.add(greenlet);
      hub.wakeUnlessOwner();
    } else {
      Hub current = current();
      Hub hub = current != null ? current : greenlet.hub();
      if (current == null) {
        hub.assistance.isSubmitted(greenlet);
      }
      hub.add(greenlet, current);
      if (!hub.wakeUnlessOwner()) {
        hub.sharing.callIfBacklog(hub);
      }
    }
  }

  private void add(RawGreenlet greenlet, @Nullable Hub current) {
    RawGreenlet waker = current == null ? null : running;
    if (greenlet.isYielding()) {
      if (greenlet == waker && greenlet.isGivingTurn() && isInSlice(greenlet)) {
        greenlet.continuesSlice(greenlet.sliceStart());
        ready.addBehindAhead(greenlet);
      } else {
        ready.add(greenlet);
      }
    } else if (waker != null && greenlet != waker && letsGoFirst(waker, greenlet)) {
      waker.wakesFirst();
    } else if (isLate(greenlet, current)) {
      ready.addAhead(greenlet);
    } else {
      ready.add(greenlet);
    }
  }

  /**
   * A green thread that wakes another one would mostly go on and, on one hub always, be the first
   * to take what it has just given back: a permit, a lock, a connection. So it yields, see {@link
   * GreenloomGreenlet#owesTurn}; and that the next one of the queue does not take it either, the
   * woken one goes ahead. As an OS thread would, the waker goes on directly afterwards, until both
   * have used up its time.
   */
  private boolean letsGoFirst(RawGreenlet waker, RawGreenlet woken) {
    if (waker.isOfApi() || !woken.hasRun()) {
      return false;
    }
    boolean again = woken.wasLetGoInVain();
    boolean first = again || clock - woken.ranAt() >= LONG_WAIT || ++wakes % ONE_IN == 0;
    woken.letGoFirst(first, again);
    if (!first) {
      return false;
    }
    ready.addAhead(woken);
    if (isInSlice(waker)) {
      woken.continuesSlice(waker.sliceStart());
      ready.letAllAheadGo();
    } else {
      ready.letAheadGo();
    }
    return true;
  }

  private boolean isInSlice(RawGreenlet greenlet) {
    return clock - greenlet.sliceStart() < SLICE_NANOS;
  }

  /** Whether one that is woken now has waited for somebody who hogs the carrier, or would have. */
  private boolean isLate(RawGreenlet woken, @Nullable Hub current) {
    if (crowded && !woken.mayHog()) {
      return true;
    }
    if (current == this) {
      return wakesLate || (woken.hasRun() && clock - visitedAt >= LATE_NANOS);
    }
    return woken.hasRun()
        && ownership.runToken() != 0
        && System.nanoTime() - visitedAt >= LATE_NANOS;
  }

  /** {@return what helps those who wait for monitors in vain} */
  public Assistance assistance() {
    return assistance;
  }

  /** The last time that was looked at; the owner, and who runs on its carrier. */
  long clock() {
    return clock;
  }

  /**
   * Makes the hub look at what has just been added, unless the calling thread is in its loop: then
   * it looks anyway before it sleeps. Asked after the adding, because the monitor may give the hub
   * away at any time. If the thread still owns it here, what it has added is there when the next
   * carrier looks; if it does not, it wakes that one as every other thread would, see {@link
   * SleepGuard}.
   */
  private boolean wakeUnlessOwner() {
    return current() != this && wake();
  }

  /** How many green threads are queued here; an estimate. */
  int backlog() {
    return ready.size();
  }

  /** {@return whether green threads wait for their turn; an estimate} */
  public boolean hasBacklog() {
    return !ready.isEmpty();
  }

  /**
   * Whether somebody has to wait as long as a greenlet runs: who is ready, whose time is over, or
   * for whom there is input; an estimate, which may cost a system call.
   *
   * @param now the current {@code System.nanoTime()}
   * @return whether one does
   */
  public boolean isAwaited(long now) {
    return hasBacklog()
        || timers.isOverdue(now - LATE_NANOS)
        || poller.hasEvents()
        || (!(running instanceof ApiGreenlet) && hasReady());
  }

  /** Whether a greenlet is running here or some are queued; an estimate. */
  boolean isBusy() {
    return hasReady() || ownership.runToken() != 0;
  }

  /** {@return whether the carrier sleeps in the poller, or is about to} */
  public boolean isAsleep() {
    return sleep.isAsleep();
  }

  /**
   * Arms a timer; any thread.
   *
   * @param command runs on the carrier when the time is over; must not block
   * @param nanos the delay
   * @return the timer
   */
  public Timer schedule(Runnable command, long nanos) {
    return timers.schedule(command, System.nanoTime(), nanos);
  }

  /** Wakes the carrier if it sleeps; returns whether it did. */
  private boolean wake() {
    boolean asleep = sleep.mustWake();
    if (asleep) {
      poller.wakeup();
    }
    return asleep;
  }

  /** Wakes this hub, if it sleeps, to steal; returns whether it did. */
  boolean call() {
    boolean asleep = sleep.mustWake();
    if (asleep) {
      called = true;
      poller.wakeup();
    }
    return asleep;
  }

  /** Asks for help if green threads wait here; the monitor only. */
  public void callForHelp() {
    sharing.callFor(this);
  }

  /**
   * Stops the loop for good, outside native code: the JVM would wait 300 ms for a thread that
   * blocks there before it ends.
   */
  void halt() {
    halted = true;
    poller.wakeup();
  }

  /** Whether the number of a carrier's run is the current one, so that it owns this hub. */
  boolean isOwnedIn(long run) {
    return ownership.number() == run;
  }

  /** Lets a greenlet's thread touch the timers as if it were in the loop. */
  private final class TimerAccess implements TimerQueue.Access {
    @Override
    public boolean enter() {
      return GreenloomBridge.currentCarrier() instanceof HubThread thread
          && thread.carries(Hub.this)
          && ownership.enter(thread.currentRun());
    }

    @Override
    public void leave() {
      ownership.leave(ownership.number());
    }

    @Override
    public void wake() {
      Hub.this.wake();
    }
  }

  // -- hand-off, called by the monitor's thread only

  /**
   * Returns a token that stays the same as long as one greenlet runs without yielding.
   *
   * @return the token, or 0 if no greenlet is running
   */
  public long runToken() {
    return ownership.runToken();
  }

  /**
   * How long the hub's carrier has been running or waiting for a processor, rather than blocked.
   *
   * @return nanoseconds since some time, 0 if unknown
   */
  public long carrierBusyNanos() {
    HubThread current = carrier;
    return current == null ? 0 : current.busyNanos();
  }

  /**
   * Gives this hub to another carrier if the greenlet that ran at some moment still does.
   *
   * @param token of that moment
   * @return whether it did so; not if it yielded meanwhile or no carrier is to be had
   */
  public boolean handOff(long token) {
    RawGreenlet culprit = running; // of this run, or taking it fails; and so is its carrier
    HubThread former = carrier;
    if (former == null
        || ownership.runToken() != token
        || !(carriers.reserve() || (former.isWaiting() && carriers.reserveBeyondLimit()))) {
      return false;
    }
    long taken = culprit instanceof ApiGreenlet one ? turn.takeFor(one, former) : 0;
    if (ownership.take(token)) {
      carriers.carry(this);
      handOffs++;
      return true;
    }
    carriers.release();
    freeTurn(taken); // meanwhile the carrier may have passed greenlets over and gone to sleep
    return false;
  }

  /**
   * One greenlet after the other computes, or that is over; the monitor only.
   *
   * @param now which of the two
   */
  public void crowded(boolean now) {
    if (now || crowded) {
      crowded = now;
      carriers.prepare(now ? readyCount() : 0);
    }
  }

  /** {@return the current number of the {@link Turn}, 0 if this hub may run any greenlet} */
  public long turnToken() {
    return turn.token();
  }

  /**
   * Who has the turn.
   *
   * @param token {@link #turnToken}
   * @return the carrier, or null if it is not known
   */
  public @Nullable HubThread turnCarrier(long token) {
    return turn.carrierOf(token);
  }

  /**
   * Frees the turn, if it is still that one; the monitor, or the greenlet that has it.
   *
   * @param token {@link #turnToken}
   */
  public void freeTurn(long token) {
    if (turn.free(token)) {
      wake();
    }
  }

  /** {@return whether a greenlet of the API waits and could not leave its carrier} */
  public boolean hasPinnedWaits() {
    return pinnedWaits.get() > 0;
  }

  /**
   * Gives the hub that the current thread is in to another carrier, before a call that blocks this
   * one. The others of the API may run meanwhile: afterwards the greenlet yields, or asks for its
   * turn, before it does anything else. If no carrier is to be had, the hub stays and has to wait.
   *
   * <p>Called by a greenlet that is pinned to its carrier.
   *
   * @return whether it has given the hub away
   */
  public static boolean giveAway() {
    Hub hub = current();
    if (hub == null || !hub.carriers.reserve()) {
      return false;
    }
    HubThread self = (HubThread) GreenloomBridge.currentCarrier();
    boolean given = hub.ownership.giveAway(self.currentRun());
    if (given) {
      hub.carriers.carry(hub);
      hub.blockingCalls.increment();
    } else {
      hub.carriers.release(); // the monitor was faster
    }
    return given;
  }

  // -- called by PinnedWaits, in a greenlet

  void pinnedWaitBegins(ApiGreenlet waiting, HubThread self) {
    pinnedWaits.incrementAndGet();
    if (self.ownedHub() == null) {
      freeTurn(waiting.turn());
    }
  }

  /**
   * Whether it still has this hub, or the turn, of which the monitor cannot know any more. One that
   * has given the hub away has no turn before it has asked: the monitor may be taking it in vain.
   */
  boolean goesOnWith(ApiGreenlet waited, HubThread self, boolean mayHaveTurn) {
    long renewed = self.carries(this) ? ownership.renew(self.currentRun()) : 0;
    if (renewed != 0) {
      self.runs(renewed);
      return true;
    }
    return mayHaveTurn && turn.keep(waited, self);
  }

  void pinnedWaitEnds() {
    pinnedWaits.decrementAndGet();
  }

  // -- the loop

  /**
   * Runs this hub until it is handed off. Timers and I/O come first, if it is time: where each
   * greenlet loses the hub, they would otherwise never have their turn. Throws nothing.
   */
  @Override
  public void runOn(HubThread self) {
    try {
      self.takes(this, ownership.number());
    } catch (Throwable e) {
      failed(e); // out of memory: the carrier has no clock
    }
    carrier = self;
    running = null;
    wakesLate = false;
    boolean visits = System.nanoTime() - visitedAt >= TURN_NANOS;
    boolean owned = true;
    while (owned) {
      try {
        owned = (!visits || visit(self)) && runReady(self);
        visits = true;
      } catch (Throwable e) {
        owned = isBackInLoop(self);
        failed(e); // out of memory, for instance: the others must go on
      }
      if (owned) {
        backoff.turnEnds();
      }
    }
  }

  /** After an error in whichever phase. */
  private boolean isBackInLoop(HubThread self) {
    return ownership.enter(self.currentRun())
        || (isOwnedIn(self.currentRun()) && ownership.runToken() == 0);
  }

  /**
   * The turn of timers and I/O. If somebody has hogged the carrier, those who were woken meanwhile,
   * or are now, go ahead of the queue, where more of his kind may be.
   *
   * @return false if the hub has been lost meanwhile
   */
  private boolean visit(HubThread self) {
    while (halted) {
      GreenloomBridge.pause(-1);
    }
    if (called) {
      called = false;
      sharing.searchEnded();
    }
    long now = look();
    wakesLate = now - visitedAt >= LATE_NANOS;
    visitedAt = now;
    boolean owned = fireTimers(self, now) && reportEvents(self) && waitForEvents(now, self);
    if (owned) {
      wakesLate = false;
      ready.letAheadGo();
    }
    return owned;
  }

  private boolean waitForEvents(long now, HubThread self) {
    if (hasReady() || steal()) {
      poll(0); // also before what has been stolen, or a hub that always can steal would never poll
    } else {
      sharing.fallsAsleep();
      try {
        sleep.sleep(hasWork, poll, untilNextLook(timers.untilNext(now)));
      } finally {
        sharing.wokeUp();
      }
      visitedAt = look();
    }
    return reportEvents(self);
  }

  // What follows calls out of the loop, so the hub may be lost meanwhile, as to a greenlet.

  private boolean fireTimers(HubThread self, long now) {
    for (Timer due = timers.nextDue(now); due != null; due = timers.nextDue(now)) {
      timersFired++;
      callsOut(self);
      try {
        due.fire();
      } catch (Throwable e) {
        failed(e); // those after it are fired nevertheless
      }
      if (!returns(self)) {
        return false;
      }
    }
    return true;
  }

  private boolean reportEvents(HubThread self) {
    for (long event = poller.next(); event != Poller.NONE; event = poller.next()) {
      callsOut(self);
      try {
        poller.report(event);
      } catch (Throwable e) {
        failed(e);
      }
      if (!returns(self)) {
        return false;
      }
    }
    return true;
  }

  private void callsOut(HubThread self) {
    callsOut++;
    self.runs(ownership.begin(self.currentRun()));
  }

  private boolean deliver(Pending pending, HubThread self) {
    callsOut(self);
    try {
      pending.deliver();
    } catch (Throwable e) {
      failed(e);
    }
    return returns(self);
  }

  /** Comes back from such a call; returns false if the hub has been lost. */
  private boolean returns(HubThread self) {
    boolean owned = ownership.enter(self.currentRun());
    if (!owned) {
      self.hasLostRun();
    }
    return owned;
  }

  /** The longest sleep: until the next timer, or shorter to look whether others have a backlog. */
  private long untilNextLook(long untilNextTimer) {
    if (nap > WorkSharing.LONGEST_NAP || !sharing.isAnyAwake()) {
      return untilNextTimer;
    }
    long longest = untilNextTimer < 0 ? nap : Math.min(nap, untilNextTimer);
    nap *= 2;
    return longest;
  }

  private boolean steal() {
    boolean stolen = sharing.steal(this);
    if (stolen) {
      nap = WorkSharing.SHORTEST_NAP;
    }
    return stolen;
  }

  /** Steals green threads; returns whether there were any. */
  boolean takeFrom(Hub victim, int wanted) {
    int taken = 0;
    for (RawGreenlet greenlet;
        taken < wanted && (greenlet = victim.ready.steal()) != null;
        taken++) {
      ready.add(greenlet);
    }
    return taken > 0;
  }

  /** Runs what is ready; returns false if the hub has been lost meanwhile. */
  private boolean runReady(HubThread self) {
    if (held != null) {
      return runWhileHolding(held, self);
    }
    holds = 0;
    long start = look();
    for (int i = 0; !isDueForLook(i) || look() - start < TURN_NANOS; i++) {
      RawGreenlet greenlet = next(i % 2 != 0);
      if (greenlet == null) {
        return true;
      }
      if (!runsAside(greenlet) && !run(greenlet, self)) {
        return false;
      }
      if (held != null) {
        return true;
      }
    }
    return true;
  }

  private long look() {
    clock = System.nanoTime();
    RawGreenlet left = lastRun;
    if (left != null) {
      left.hasLeftAt(clock);
      lastRun = null;
    }
    return clock;
  }

  /** After 1, 2, 4 and so on up to {@link #RUNS_PER_LOOK} runs, as the first may be long ones. */
  private static boolean isDueForLook(int runs) {
    return runs > 0 && (runs % RUNS_PER_LOOK == 0 || (runs & (runs - 1)) == 0);
  }

  /** Takes from both kinds in turns. */
  private @Nullable RawGreenlet next(boolean ofApiFirst) {
    RawGreenlet greenlet = ofApiFirst ? nextOfApi() : ready.poll();
    if (greenlet == null) {
      greenlet = ofApiFirst ? ready.poll() : nextOfApi();
    }
    return greenlet;
  }

  private @Nullable RawGreenlet nextOfApi() {
    if (!turn.isFree()) {
      return null;
    }
    RawGreenlet first = readyOfApi.peek();
    if (first == null) {
      return null; // one that is added now may ask
    }
    HubThread asker = first instanceof ApiGreenlet asking ? asking.asker() : null;
    if (asker == null) {
      return readyOfApi.poll();
    }
    grantTurn((ApiGreenlet) first, asker);
    return null;
  }

  /** If the monitor has just taken the turn, it frees it at once, and wakes this hub. */
  private void grantTurn(ApiGreenlet first, HubThread asker) {
    if (turn.takeFor(first, asker) != 0) {
      RawGreenlet _ = readyOfApi.poll();
      first.goesOn(asker);
    }
  }

  /**
   * In a crowd of greenlets that compute one that may be of it goes on without the hub at once: if
   * each were let lose the hub, the last one would have to wait for long. For a carrier that is
   * being started it waits, as the hub would lose more time with it.
   *
   * @return whether it is not to be run here, now
   */
  private boolean runsAside(RawGreenlet greenlet) {
    if (!crowded || greenlet.isOfApi() || !greenlet.mayHog()) {
      return false;
    }
    try {
      if (carriers.runAside(greenlet)) {
        return true;
      }
    } catch (OutOfMemoryError e) {
      return false;
    }
    if (++holds > MOST_HOLDS || !carriers.awaitsSpare()) {
      return false;
    }
    held = greenlet;
    return true;
  }

  /** Runs those only who go ahead of one that is held; returns false if the hub has been lost. */
  private boolean runWhileHolding(RawGreenlet greenlet, HubThread self) {
    for (RawGreenlet first = ready.pollAhead(); first != null; first = ready.pollAhead()) {
      if (!run(first, self)) {
        return false;
      }
    }
    RawGreenlet ofApi = nextOfApi();
    if (ofApi != null && !run(ofApi, self)) {
      return false;
    }
    GreenloomBridge.pause(HOLD_NANOS);
    boolean ignored = Thread.interrupted(); // by the application; parking would not wait
    held = null;
    return runsAside(greenlet) || run(greenlet, self);
  }

  private long callAssistance(RawGreenlet greenlet) {
    try {
      return assistance.beforeRun(index, greenlet);
    } catch (Throwable e) {
      failed(e); // it runs nevertheless
      return 0;
    }
  }

  private boolean run(RawGreenlet greenlet, HubThread self) {
    running = greenlet;
    long assisted = assistance.isNeeded() ? callAssistance(greenlet) : 0;
    long number = ownership.begin(self.currentRun());
    self.runs(number);
    try {
      greenlet.resumeOn(this);
    } catch (Throwable e) {
      failed(e); // the JDK's own continuation code failed; nobody above could do better
    }
    if (assisted != 0) {
      assistance.afterRun(index, assisted);
    }
    boolean pending = greenlet.hasPending() && greenlet.isOfApi();
    boolean owned = ownership.enter(self.currentRun());
    if (owned) {
      running = null; // or one that has ended would stay reachable
      lastRun = greenlet;
      return !pending || deliver(greenlet.pending(), self);
    }
    hasLost(greenlet, self, pending);
    return false;
  }

  /** Whatever fails here, the others of the API must not wait for a greenlet that has yielded. */
  private void hasLost(RawGreenlet greenlet, HubThread self, boolean pending) {
    try {
      greenlet.hogs(true);
      self.hasLostRun();
      if (pending) {
        Timer _ = schedule(greenlet.pending()::deliver, 0);
      }
    } finally {
      if (greenlet instanceof ApiGreenlet ended) {
        freeTurn(ended.turn());
      }
    }
  }

  /**
   * Something of the loop has failed, or of the run of a greenlet that may have lost the hub: then
   * its present owner pauses, once.
   */
  private void failed(Throwable error) {
    carriers.errors().note(place, error);
    backoff.failed();
  }

  private boolean hasWork() {
    return hasReady() || !timers.isInboxEmpty();
  }

  private boolean hasReady() {
    return held != null || hasBacklog() || (turn.isFree() && !readyOfApi.isEmpty());
  }

  private void poll(long nanos) {
    try {
      poller.poll(nanos);
    } catch (Throwable e) {
      failed(e);
    }
  }
}
