package io.greenloom.internal.hub;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The errors that Greenloom's own threads have survived, of all hubs and what watches them; none
 * unless something is broken, or memory is short.
 *
 * <p>Any thread may note one, a carrier in its loop included, with memory or without: this takes no
 * lock and allocates nothing. Telling people is left to a thread that may block. {@code count} is
 * written last, so that whoever sees a new number finds an error; of two at the same moment the
 * place of one may be told with the other.
 */
public final class EngineErrors {
  // Places. Not literals where they are used: the first use of a literal needs memory.

  /** The monitor. */
  public static final String MONITOR = madeNow("the monitor");

  /** The thread that links the timers. */
  public static final String LINKER = madeNow("the linker of timers");

  /** The search for a standstill. */
  public static final String STANDSTILL = madeNow("the search for a standstill");

  /** The reporter. */
  public static final String REPORTER = madeNow("the reporter");

  static final String ASSISTANT = madeNow("the assistant");
  static final String ASIDE = madeNow("a carrier without hub");
  static final String RECRUITER = madeNow("who starts carriers");
  static final String NEW_CARRIER = madeNow("a new carrier");

  private final AtomicLong count = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
  private volatile String firstPlace = "";
  private volatile @Nullable Throwable last;
  private volatile String lastPlace = "";

  /** Creates an empty list, and links what {@link #note} calls, which needs memory. */
  public EngineErrors() {
    boolean _ = first.compareAndSet(null, null);
    long _ = count.getAndAdd(0);
  }

  /**
   * Notes an error.
   *
   * @param place which part has survived it, a text that is there already
   * @param error the error
   */
  public void note(String place, Throwable error) {
    if (first.get() == null && first.compareAndSet(null, error)) {
      firstPlace = place;
    }
    last = error;
    lastPlace = place;
    long _ = count.getAndAdd(1);
  }

  private static String madeNow(String text) {
    return text;
  }

  /** {@return how many there have been} */
  public long count() {
    return count.get();
  }

  /** {@return the last one and its place in one line, or null if there is none} */
  public @Nullable String last() {
    Throwable error = last;
    return error == null ? null : described(error, lastPlace);
  }

  /** {@return the first one, its place and its stack, or null if there is none} */
  public @Nullable String first() {
    Throwable error = first.get();
    if (error == null) {
      return null;
    }
    StringBuilder text = new StringBuilder(described(error, firstPlace)).append('\n');
    for (StackTraceElement frame : error.getStackTrace()) {
      text.append("\tat ").append(frame).append('\n');
    }
    return text.toString();
  }

  private static String described(Throwable error, String place) {
    return String.valueOf(error).lines().findFirst().orElse("") + " in " + place;
  }
}
