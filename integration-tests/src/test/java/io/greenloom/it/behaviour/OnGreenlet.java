package io.greenloom.it.behaviour;

import io.greenloom.Greenlet;
import io.greenloom.Monkey;
import io.greenloom.PatchReport;
import java.util.concurrent.ExecutionException;

/**
 * Runs a test as the greenlet that gevent's main thread is: what it spawns runs on its hub, one at
 * a time.
 */
final class OnGreenlet {
  private OnGreenlet() {}

  static void run(Greenlet.Task test) throws Exception {
    PatchReport _ = Monkey.patchAll();
    try {
      Greenlet.spawn(test).get();
    } catch (ExecutionException e) {
      throw sneaky(e.getCause());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }
}
