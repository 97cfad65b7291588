package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Hub;
import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Adds one area after the other and looks before and after where a call of each waits. */
public final class AddsAreas {
  private static final int GREENLETS = 20;
  private static final long MILLIS = 200;

  private AddsAreas() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    if (!Monkey.isPatched(PatchArea.THREAD)) {
      Monkey.patchAll(PatchOptions.only().with("hubs", "1"));
    }
    System.out.println("at first: " + Monkey.isAnythingPatched());
    step(PatchArea.SLEEP, AddsAreas::sleeps, true);
    step(PatchArea.SOCKET, AddsAreas::reads, false);
    step(PatchArea.SELECT, AddsAreas::selects, false);
    step(PatchArea.DNS, AddsAreas::looksUp, true);
    step(PatchArea.FILE, AddsAreas::syncs, true);
    step(PatchArea.PROCESS, () -> new ProcessBuilder("true").start().waitFor(), true);
    System.out.println("threads before: " + osThreads());
    Monkey.patchAll(PatchOptions.only(PatchArea.values()));
    System.out.println("threads after: " + osThreads());
    System.out.println("notes: " + Monkey.patchAll().notes());
  }

  /** Many greenlets on one hub make the same call; some calls leave a trace in its counters. */
  private static void step(PatchArea area, Callable<?> call, boolean counted) throws Exception {
    boolean before = overlaps(call);
    long counter = counter();
    boolean ignored = overlaps(call);
    boolean isBefore = counter() - counter >= GREENLETS;
    Monkey.patchAll(PatchOptions.all().without(PatchArea.values()).with(patched()).with(area));
    boolean after = overlaps(call);
    counter = counter();
    ignored = overlaps(call);
    boolean isAfter = counter() - counter >= GREENLETS;
    System.out.printf(
        "%s: %s, overlaps %s %s%s%n",
        area.settingName(),
        Monkey.isPatched(area),
        before,
        after,
        counted ? ", counted " + isBefore + " " + isAfter : "");
  }

  private static PatchArea[] patched() {
    List<PatchArea> areas = new ArrayList<>();
    for (PatchArea area : PatchArea.values()) {
      if (Monkey.isPatched(area)) {
        areas.add(area);
      }
    }
    return areas.toArray(PatchArea[]::new);
  }

  private static long counter() {
    Hub hub = Hub.all().getFirst();
    return hub.timersFired() + hub.blockingCalls();
  }

  private static boolean overlaps(Callable<?> call) throws Exception {
    long begin = System.nanoTime();
    List<Greenlet<Object>> greenlets = new ArrayList<>();
    for (int i = 0; i < GREENLETS; i++) {
      greenlets.add(Greenlet.spawn(call::call));
    }
    for (Greenlet<?> greenlet : greenlets) {
      Object ignored = greenlet.get();
    }
    return System.nanoTime() - begin < GREENLETS * MILLIS * 1_000_000 / 2;
  }

  private static Object sleeps() throws InterruptedException {
    Thread.sleep(MILLIS);
    return true;
  }

  private static Object reads() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept();
        InputStream in = client.getInputStream();
        OutputStream out = accepted.getOutputStream()) {
      Greenlet<Void> writer =
          Greenlet.spawn(() -> {
            Thread.sleep(MILLIS);
            out.write(1);
            return null;
          });
      int read = in.read();
      writer.get();
      return read;
    }
  }

  private static Object selects() throws Exception {
    try (Selector selector = Selector.open()) {
      return selector.select(MILLIS);
    }
  }

  /** Unlike a look-up by name, never answered from a cache. */
  private static Object looksUp() throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName();
  }

  private static Object syncs() throws Exception {
    Path file = Files.createTempFile("greenloom", ".sync");
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.getFD().sync();
      return true;
    } finally {
      Files.delete(file);
    }
  }

  /** How many of some sleeping threads are OS threads. */
  private static long osThreads() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < GREENLETS; i++) {
      threads.add(new Thread(AddsAreas::sleepsOn, "added-" + i));
    }
    threads.forEach(Thread::start);
    Thread.sleep(MILLIS);
    long found = 0;
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        found += Files.readString(task.resolve("comm")).startsWith("added-") ? 1 : 0;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return found;
  }

  private static void sleepsOn() {
    try {
      Thread.sleep(3 * MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
