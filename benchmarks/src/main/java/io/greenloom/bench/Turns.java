package io.greenloom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that want a {@link Resource} again as soon as they have given it back, while others wait
 * for it. Prints one line of {@code key=value} pairs about how many turns each has had.
 */
public final class Turns {
  private final Resource resource;
  private final int millis;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger turns = new AtomicInteger();

  private Turns(Resource resource, int millis) {
    this.resource = resource;
    this.millis = millis;
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --resource NAME --count N --millis N --seconds
   *     N}: milliseconds of a turn and seconds of the run
   * @throws InterruptedException never
   * @throws IOException if the counts do not agree
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    String kind = source.kind();
    Turns program = new Turns(Resource.of(options.text("--resource")), options.number("--millis"));
    TurnTakers takers =
        new TurnTakers(
            source,
            options.number("--count"),
            Integer.MAX_VALUE,
            Duration.ofSeconds(options.number("--seconds")),
            program::turn);
    takers.run();
    if (takers.stuck() == 0 && takers.turns() != program.turns.get()) {
      throw new IOException(takers.turns() + " turns counted of " + program.turns.get());
    }
    System.out.printf("kind=%s %s %s%n", kind, takers.shares(), takers.totals());
    takers.endIfStuck();
  }

  private boolean turn() throws Exception {
    resource.access().with(this::hold);
    return true;
  }

  private boolean hold() throws InterruptedException {
    if (inside.incrementAndGet() > resource.capacity()) {
      throw new IllegalStateException("more than " + resource.capacity() + " have it");
    }
    TimeUnit.MILLISECONDS.sleep(millis);
    inside.decrementAndGet();
    turns.incrementAndGet();
    return true;
  }
}
