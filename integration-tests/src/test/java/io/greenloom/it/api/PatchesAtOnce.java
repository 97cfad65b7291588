package io.greenloom.it.api;

import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;

/** Many threads call patchAll at the same time, each for another area. */
public final class PatchesAtOnce {
  private PatchesAtOnce() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Map<PatchArea, Integer> patched = new ConcurrentHashMap<>();
    Monkey.addListener(
        new PatchListener() {
          @Override
          public void didPatch(PatchArea area) {
            patched.merge(area, 1, Integer::sum);
            try {
              Monkey.patchAll();
            } catch (IllegalStateException e) {
              patched.merge(area, 10, Integer::sum);
            }
          }
        });
    PatchArea[] areas = PatchArea.values();
    CyclicBarrier start = new CyclicBarrier(2 * areas.length);
    Thread[] threads = new Thread[2 * areas.length];
    for (int i = 0; i < threads.length; i++) {
      PatchOptions options =
          PatchOptions.all().without(areas).with(PatchArea.SOCKET, areas[i % areas.length]);
      threads[i] =
          new Thread(() -> {
            try {
              start.await();
              Object ignored = Monkey.patchAll(options);
            } catch (Exception e) {
              System.out.println("failed: " + e);
            }
          });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(new TreeMap<>(patched));
  }
}
