package io.greenloom;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable of which each greenlet, and each thread, has its own; it is gone when the greenlet
 * ends. The same as {@link ThreadLocal}, which legacy code uses and which works on greenlets as it
 * is, but that it can also be shared by a tree of greenlets: those that one has spawned, directly
 * or not. gevent's {@code local} and {@code spawn_tree_locals}.
 *
 * @param <T> type of the values
 */
public final class GreenletLocal<T extends @Nullable Object> {
  private final ThreadLocal<T> values;
  private final boolean ofTree;

  private final Supplier<? extends T> initial;

  private GreenletLocal(Supplier<? extends T> initial, boolean ofTree) {
    this.initial = Objects.requireNonNull(initial, "initial");
    this.ofTree = ofTree;
    this.values = ThreadLocal.withInitial(initial);
  }

  /**
   * A variable of each greenlet.
   *
   * @param initial asked for its first value there
   * @param <T> type of the values
   * @return the variable
   */
  public static <T extends @Nullable Object> GreenletLocal<T> withInitial(
      Supplier<? extends T> initial) {
    return new GreenletLocal<>(initial, false);
  }

  /**
   * A variable that the greenlets of one tree share: set by one, it is seen by all of them. Outside
   * of greenlets each thread has its own.
   *
   * @param initial asked for its first value in a tree; its value must not be null
   * @param <T> type of the values
   * @return the variable
   */
  public static <T> GreenletLocal<T> ofTree(Supplier<? extends T> initial) {
    return new GreenletLocal<>(initial, true);
  }

  /** {@return the current value} */
  @SuppressWarnings("unchecked") // only this puts values there
  public T get() {
    Greenlet<?> current = ofTree ? Greenlet.current() : null;
    if (current == null) {
      return values.get();
    }
    Object known = current.treeLocals().get(this);
    if (known == null) { // asked for without a lock: it may use other variables
      Object first = Objects.requireNonNull(initial.get(), "initial value");
      Object other = current.treeLocals().putIfAbsent(this, first);
      known = other != null ? other : first;
    }
    return (T) known;
  }

  /**
   * Sets the value.
   *
   * @param value the new value, not null if it is shared
   */
  public void set(T value) {
    Greenlet<?> current = ofTree ? Greenlet.current() : null;
    if (current == null) {
      values.set(value);
    } else {
      Object _ = current.treeLocals().put(this, Objects.requireNonNull(value, "value"));
    }
  }

  /** Forgets the value: the next {@link #get} asks for the first one again. */
  public void remove() {
    Greenlet<?> current = ofTree ? Greenlet.current() : null;
    if (current == null) {
      values.remove();
    } else {
      Object _ = current.treeLocals().remove(this);
    }
  }
}
