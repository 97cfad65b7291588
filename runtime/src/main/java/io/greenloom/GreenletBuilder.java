package io.greenloom;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes greenlets with a name and the like, as many as wanted; for one thread.
 *
 * @see Greenlet#builder()
 */
public final class GreenletBuilder {
  private @Nullable String name;
  private boolean recordsStack;

  GreenletBuilder() {}

  /**
   * Sets the name.
   *
   * @param newName of the greenlets that are made from now on, and of their threads
   * @return this
   */
  @CanIgnoreReturnValue
  public GreenletBuilder name(String newName) {
    name = Objects.requireNonNull(newName, "name");
    return this;
  }

  /**
   * Sets whether to remember where a greenlet is spawned, which takes some microseconds.
   *
   * @param records whether {@link Greenlet#spawnStack} has frames
   * @return this
   */
  @CanIgnoreReturnValue
  public GreenletBuilder recordSpawnStack(boolean records) {
    recordsStack = records;
    return this;
  }

  /**
   * Makes a greenlet that is not started.
   *
   * @param body what it will run and return
   * @param <T> type of the result
   * @return the greenlet
   */
  public <T extends @Nullable Object> Greenlet<T> unstarted(Callable<T> body) {
    return new Greenlet<>(body, name, recordsStack);
  }

  /**
   * Makes a greenlet that is not started and will return nothing.
   *
   * @param task what it will run
   * @return the greenlet
   */
  public Greenlet<@Nullable Void> unstarted(Greenlet.Task task) {
    return unstarted(Objects.requireNonNull(task, "task").asCallable());
  }

  /**
   * Starts a greenlet, see {@link Greenlet#spawn(Callable)}.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body) {
    Greenlet<T> greenlet = unstarted(body);
    greenlet.start();
    return greenlet;
  }

  /**
   * Starts a greenlet that returns nothing, see {@link Greenlet#spawn(Greenlet.Task)}.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public Greenlet<@Nullable Void> spawn(Greenlet.Task task) {
    return spawn(Objects.requireNonNull(task, "task").asCallable());
  }

  /**
   * Starts a greenlet after some time, see {@link Greenlet#spawnLater(Duration, Callable)}.
   *
   * @param delay how long to wait, zero or less for not at all
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the greenlet, which counts as started
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Greenlet<T> spawnLater(Duration delay, Callable<T> body) {
    Greenlet<T> greenlet = unstarted(body);
    greenlet.startLater(delay);
    return greenlet;
  }
}
