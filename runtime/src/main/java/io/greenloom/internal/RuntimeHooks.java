package io.greenloom.internal;

import io.greenloom.PatchArea;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.dump.Dumps;
import io.greenloom.internal.dump.PlatformServer;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.Pending;
import io.greenloom.internal.hub.PinnedWaits;
import io.greenloom.internal.hub.RawGreenlet;
import io.greenloom.internal.jdk.JdkPollers;
import io.greenloom.internal.offload.Slots;
import io.greenloom.internal.poll.Netpoll;
import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.thread.GreenThreads;
import io.greenloom.internal.thread.MainThread;
import io.greenloom.internal.thread.ThreadManagement;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Answers the patched JDK code: each question goes to the part of the runtime it is about. */
final class RuntimeHooks extends GreenloomHooks {
  /** Linux's POLLOUT; the JDK passes nothing but this and POLLIN. */
  private static final int POLLOUT = 0x4;

  /**
   * Each takes a processor for a millisecond or two, and longer only if the program's disk is slow.
   */
  private static final int PROCESS_STARTS = 16;

  private final Hubs hubs;
  private final CallSites callSites;
  private final Netpoll netpoll;
  private final JdkPollers jdkPollers = new JdkPollers();
  private final GreenThreads greenThreads;
  private final boolean handOff;
  private final Slots lookups;
  private final Slots processStarts = new Slots(PROCESS_STARTS);

  // areas that are patched; the methods of the others are patched only while their area is
  private volatile boolean sleep;
  private volatile boolean socket;
  private volatile boolean select;
  private volatile boolean thread;

  RuntimeHooks(Hubs hubs, Config config, CallSites callSites) {
    this.hubs = hubs;
    this.callSites = callSites;
    this.netpoll = hubs.netpoll();
    this.greenThreads = new GreenThreads(hubs, config);
    this.handOff = config.get(Settings.HANDOFF);
    this.lookups = new Slots(config.get(Settings.DNS_THREADS));
  }

  /** Puts an area in force, or the JDK's own code. */
  void set(PatchArea area, boolean on) {
    // a switch would be a class more to load at the start; only one thread comes here at a time
    sleep = area == PatchArea.SLEEP ? on : sleep;
    socket = area == PatchArea.SOCKET ? on : socket;
    select = area == PatchArea.SELECT ? on : select;
    thread = area == PatchArea.THREAD ? on : thread;
  }

  @Override
  public @Nullable GreenloomGreenlet greenletFor(Thread starting) {
    return thread ? greenThreads.greenletFor(starting) : null;
  }

  @Override
  public void started(GreenloomGreenlet greenlet) {
    greenThreads.started((RawGreenlet) greenlet);
  }

  @Override
  public void finished(GreenloomGreenlet greenlet) {
    greenThreads.finished((RawGreenlet) greenlet);
  }

  @Override
  public @Nullable Future<?> schedule(GreenloomGreenlet greenlet, Runnable command, long nanos) {
    return sleep ? ((RawGreenlet) greenlet).hub().schedule(command, nanos) : null;
  }

  @Override
  public boolean poll(
      GreenloomGreenlet greenlet, int fd, int event, long nanos, BooleanSupplier open)
      throws IOException {
    Poller poller = ((RawGreenlet) greenlet).hub().poller();
    if (!socket || !poller.canPoll() || !Netpoll.covers(fd)) {
      startPollers();
      return false;
    }
    netpoll.await(greenlet, poller, fd, event == POLLOUT, nanos, open);
    return true;
  }

  @Override
  public boolean pollSelector(GreenloomGreenlet greenlet, int fd, long nanos) throws IOException {
    Poller poller = ((RawGreenlet) greenlet).hub().poller();
    if (!select || !poller.canPoll() || !Netpoll.covers(fd)) {
      startPollers();
      return false;
    }
    netpoll.awaitSelector(greenlet, poller, fd, nanos);
    return true;
  }

  @Override
  public boolean pollPort(GreenloomGreenlet greenlet, int fd) throws IOException {
    Poller poller = ((RawGreenlet) greenlet).hub().poller();
    if (!select || !poller.canPoll() || !Netpoll.covers(fd)) {
      return false;
    }
    netpoll.awaitPort(greenlet, poller, fd);
    return true;
  }

  @Override
  public @Nullable Object registerFile(GreenloomGreenlet greenlet, int fd) {
    Poller poller = ((RawGreenlet) greenlet).hub().poller();
    return poller.canPoll() && Netpoll.covers(fd)
        ? netpoll.registerFile(greenlet, poller, fd)
        : null;
  }

  @Override
  public void awaitFile(GreenloomGreenlet greenlet, Object entry, int fd, int event) {
    netpoll.awaitFile(greenlet, entry, fd, event == POLLOUT);
  }

  @Override
  public void interrupted(@Nullable GreenloomGreenlet greenlet) {
    Pending pending = pendingOf(greenlet);
    if (pending != null) {
      pending.throwInterrupted();
    }
  }

  @Override
  public boolean waits(@Nullable GreenloomGreenlet greenlet) {
    Pending pending = pendingOf(greenlet);
    return pending != null && pending.isInWait();
  }

  @Override
  public boolean isCalledByJdk() {
    return !Callers.isApplication();
  }

  private static @Nullable Pending pendingOf(@Nullable GreenloomGreenlet greenlet) {
    return greenlet == null
        ? Pending.ofOther(Thread.currentThread())
        : ((RawGreenlet) greenlet).pending();
  }

  @Override
  public void yielded(GreenloomGreenlet greenlet) {
    if (Callers.isApplication()) {
      greenlet.throwPending();
    }
  }

  @Override
  public void giveHubAway(GreenloomGreenlet greenlet) {
    Hub.giveAway();
  }

  @Override
  public void pinnedWaitBegins(GreenloomGreenlet greenlet) {
    if (handOff || greenlet.facade() == null) { // a green thread runs beside the others afterwards
      PinnedWaits.begin((RawGreenlet) greenlet);
    }
  }

  @Override
  public void pinnedWaitEnds(GreenloomGreenlet greenlet) {
    PinnedWaits.end((RawGreenlet) greenlet);
  }

  @Override
  public boolean hasLostHub() {
    return Hub.current() == null;
  }

  @Override
  public void beginLookup() {
    lookups.begin();
  }

  @Override
  public void endLookup() {
    lookups.end();
  }

  @Override
  public void beginProcessStart() {
    processStarts.begin();
  }

  @Override
  public void endProcessStart() {
    processStarts.end();
  }

  @Override
  public void stopPoll(int fd, int event) {
    netpoll.ready(fd, event != POLLOUT, event == POLLOUT);
  }

  @Override
  public boolean begins(int fd, boolean write) {
    return netpoll.begins(fd, write);
  }

  @Override
  public void exhausted(int fd, boolean write) {
    netpoll.exhausted(fd, write);
  }

  @Override
  public void closing(int fd) {
    netpoll.closing(fd);
  }

  @Override
  public boolean runMain(String[] args) throws Throwable {
    return MainThread.run(hubs, args);
  }

  @Override
  public byte @Nullable [] hiddenClass(ClassLoader loader, byte[] classFile) {
    return thread ? callSites.redirect(loader, classFile) : null;
  }

  @Override
  public Object threadInfos(
      @Nullable Object[] plain, long @Nullable [] ids, int maxDepth, boolean lockedMonitors) {
    return ThreadManagement.threadInfos(plain, ids, maxDepth, lockedMonitors);
  }

  @Override
  public long @Nullable [] deadlocked(long @Nullable [] plain, boolean monitorsOnly) {
    return ThreadManagement.deadlocked(plain, monitorsOnly);
  }

  @Override
  public int liveThreads(boolean daemonsOnly) {
    return greenThreads.live(daemonsOnly);
  }

  @Override
  public int peakThreads() {
    return greenThreads.peak();
  }

  @Override
  public void resetPeakThreads() {
    greenThreads.resetPeak();
  }

  @Override
  public long startedThreads() {
    return greenThreads.startedCount();
  }

  @Override
  public byte[] attachedDump() {
    return Dumps.answer(hubs);
  }

  @Override
  public void platformServer(Object server) {
    PlatformServer.register(hubs, server);
  }

  @Override
  public void awaitNonDaemons() {
    greenThreads.awaitNonDaemons();
  }

  @Override
  public void shutdownBegins() {
    greenThreads.shutdownBegins();
    hubs.liftCarrierLimit();
  }

  @Override
  public void halting() {
    hubs.halt();
  }

  @Override
  public boolean deferPollers(Object pollers) {
    return socket && select && jdkPollers.defer(pollers);
  }

  @Override
  public void startPollers() {
    jdkPollers.start();
  }
}
