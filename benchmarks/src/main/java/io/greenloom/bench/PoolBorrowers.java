package io.greenloom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Many threads that borrow the few objects of a pool of Apache Commons, which polls a monitor while
 * objects are being made. Prints one line of {@code key=value} pairs about how long that took.
 */
public final class PoolBorrowers {
  private static final int MAKING_MILLIS = 20;
  private static final int WORK_MILLIS = 1;

  private PoolBorrowers() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --pool N --turns N --limit SECONDS}:
   *     turns of each thread
   * @throws InterruptedException never
   * @throws IOException if there were too many objects, or the counts do not agree
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    String kind = source.kind();
    GenericObjectPoolConfig<AtomicBoolean> config = new GenericObjectPoolConfig<>();
    config.setMaxTotal(options.number("--pool"));
    config.setMaxIdle(options.number("--pool"));
    Factory factory = new Factory();
    try (GenericObjectPool<AtomicBoolean> pool = new GenericObjectPool<>(factory, config)) {
      TurnTakers takers =
          new TurnTakers(
              source,
              options.number("--count"),
              options.number("--turns"),
              Duration.ofSeconds(options.number("--limit")),
              () -> work(pool));
      takers.run();
      if (factory.made.get() > options.number("--pool")) {
        throw new IOException("the pool has made " + factory.made + " objects");
      }
      if (takers.stuck() == 0 && takers.turns() != pool.getReturnedCount()) {
        throw new IOException(takers.turns() + " turns counted of " + pool.getReturnedCount());
      }
      System.out.printf(
          "kind=%s wall_ms=%.0f missing=%d %s%n",
          kind, takers.wallMillis(), takers.missing(), takers.totals());
      takers.endIfStuck();
    }
  }

  private static boolean work(GenericObjectPool<AtomicBoolean> pool) throws Exception {
    AtomicBoolean busy = pool.borrowObject();
    try {
      if (busy.getAndSet(true)) {
        throw new IllegalStateException("two threads have one object");
      }
      TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
      busy.set(false);
      return true;
    } finally {
      pool.returnObject(busy);
    }
  }

  /** Makes objects that tell whether somebody has them. */
  private static final class Factory extends BasePooledObjectFactory<AtomicBoolean> {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public AtomicBoolean create() throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(MAKING_MILLIS);
      made.incrementAndGet();
      return new AtomicBoolean();
    }

    @Override
    public PooledObject<AtomicBoolean> wrap(AtomicBoolean object) {
      return new DefaultPooledObject<>(object);
    }
  }
}
