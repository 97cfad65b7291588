package io.greenloom.internal.dump;

import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes down what every hub and every greenlet is doing. The hubs go on meanwhile: each greenlet
 * is looked at by itself, at a slightly different moment.
 *
 * <p>Takes no lock of the application's and calls none of its code. The form of the text is told in
 * {@code io.greenloom.Hub.dump}.
 */
final class Dump {
  /** Time enough to tell a carrier that computes from one that blocks. */
  private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Hubs hubs;
  private final List<HubLook> looks = new ArrayList<>();
  private final long start = System.nanoTime();
  private final List<RawGreenlet> greenlets;
  private final Observer observer;
  private final Waits waits = new Waits();
  private final Groups groups;

  private Dump(Hubs hubs) {
    this.hubs = hubs;
    for (Hub hub : hubs.all()) {
      looks.add(new HubLook(hub));
    }
    this.greenlets = allGreenlets();
    this.observer = new Observer(new Joins(greenlets));
    this.groups = new Groups(new Descriptors(Path.of("/proc/self")));
  }

  /** The text, made on the current thread; not on a greenlet, whose hub would stand still. */
  static String of(Hubs hubs) {
    return new Dump(hubs).text();
  }

  /** Those that live, the oldest first. */
  static List<RawGreenlet> allGreenlets() {
    return GreenloomDumps.greenlets().stream()
        .map(RawGreenlet.class::cast)
        .sorted(Comparator.comparingLong(greenlet -> greenlet.thread().threadId()))
        .toList();
  }

  private String text() {
    for (RawGreenlet greenlet : greenlets) {
      Observation observation = observer.look(greenlet);
      if (observation != null) {
        waits.add(observation);
        groups.add(observation);
      }
    }
    int others = addPlatformThreads();
    StringBuilder text = new StringBuilder();
    List<String> deadlocks = new DeadlockSearch(observer).lines(waits);
    deadlocks.forEach(line -> text.append(line).append('\n'));
    if (!deadlocks.isEmpty()) {
      text.append('\n');
    }
    letPass(STUCK_NANOS);
    printHeader(text);
    groups.print(text, waits);
    text.append("Platform threads: ")
        .append(others)
        .append("; shown are those that a greenlet waits for. All: jcmd ")
        .append(ProcessHandle.current().pid())
        .append(" Thread.print\n");
    return text.toString();
  }

  /** Those that have something that others wait for are part of the answer. */
  private int addPlatformThreads() {
    List<Observation> seen = new ArrayList<>();
    long greenMain = GreenloomBridge.greenMainId();
    for (Thread thread : GreenloomDumps.platformThreads()) {
      if (Observer.isOfApplication(thread) && thread.threadId() != greenMain) {
        Observation observation = observer.lookAtPlatform(thread);
        if (observation != null) {
          seen.add(observation);
          waits.add(observation);
        }
      }
    }
    Set<Thread> owners = waits.owners();
    seen.stream()
        .filter(observation -> owners.contains(observation.thread()))
        .sorted(Comparator.comparingLong(observation -> observation.thread().threadId()))
        .forEach(groups::add);
    return seen.size();
  }

  /** If a hub seems to stand still, waits until it is known for some time. */
  private void letPass(long nanos) {
    long left = nanos - (System.nanoTime() - start);
    if (left > 0 && looks.stream().anyMatch(HubLook::isStuck)) {
      LockSupport.parkNanos(left);
    }
  }

  private void printHeader(StringBuilder text) {
    long spawned = greenlets.stream().filter(RawGreenlet::isOfApi).count();
    text.append(
        "Greenloom in process %d at %s: %s, %s, %s, %s\n"
            .formatted(
                ProcessHandle.current().pid(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                Shown.count(hubs.all().size(), "hub"),
                Shown.count(hubs.carriers(), "carrier"),
                Shown.count(greenlets.size() - spawned, "green thread"),
                Shown.count(spawned, "API greenlet")));
    if (!GreenloomDumps.tracksGreenlets()) {
      text.append("With -Djdk.trackAllThreads=false only greenlets of executors are known.\n");
    }
    looks.forEach(look -> text.append(look.line()));
    String error = hubs.errors().first();
    if (error != null) {
      text.append("Internal errors: ")
          .append(Shown.number(hubs.errors().count()))
          .append(", the first: ")
          .append(error);
    }
    text.append('\n');
  }
}
