package io.greenloom.internal.hub;

import java.util.concurrent.TimeUnit;

/**
 * One run of a green thread on a carrier without hub, as if it had lost the hub before it began:
 * what a hub does with those who probably compute, where one after the other does.
 */
public final class AsideRun implements Carried {
  /** Who has run for longer counts as one who computes. */
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(1);

  private final RawGreenlet greenlet;
  private final Carriers carriers;

  /**
   * What the monitor is told.
   *
   * @param greenlet who runs
   * @param carrier on which thread
   * @param since {@code System.nanoTime()} of the beginning
   * @param lostRuns {@link HubThread#lostRuns} of then
   */
  public record Begun(RawGreenlet greenlet, HubThread carrier, long since, long lostRuns) {}

  AsideRun(RawGreenlet greenlet, Carriers carriers) {
    this.greenlet = greenlet;
    this.carriers = carriers;
  }

  @Override
  public void runOn(HubThread self) {
    long since = System.nanoTime();
    try {
      self.startClock();
      carriers.tells(new Begun(greenlet, self, since, self.lostRuns()));
    } catch (Throwable e) {
      failed(e); // nobody watches this run
    }
    try {
      greenlet.resumeAside();
    } catch (Throwable e) {
      failed(e); // the JDK's own continuation code failed
    }
    greenlet.hogs(System.nanoTime() - since >= LONG);
    self.hasLostRun();
  }

  private void failed(Throwable error) {
    carriers.errors().note(EngineErrors.ASIDE, error);
  }
}
