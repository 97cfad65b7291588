package io.greenloom;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for one thing, first come, first served; any of them can leave at once. Guarded by
 * the lock of whoever has the list.
 *
 * @param <N> type of its nodes
 */
final class WaitList<N extends WaitList.Node> {
  private @Nullable Node first;
  private @Nullable Node last;
  private int size;

  /** One place in one list. */
  abstract static class Node {
    private @Nullable Node previous;
    private @Nullable Node next;
    private @Nullable WaitList<?> list;
  }

  /** Queues a node that is in no list. */
  void add(N node) {
    Node added = node;
    added.list = this;
    added.previous = last;
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
    size++;
  }

  /** Takes a node out; returns false if it is not in this list. */
  boolean remove(N node) {
    Node removed = node;
    if (removed.list != this) {
      return false;
    }
    Node before = removed.previous;
    Node after = removed.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    removed.list = null;
    removed.previous = null;
    removed.next = null;
    size--;
    return true;
  }

  /** Takes the first out, or returns null. */
  @SuppressWarnings("unchecked") // only N are added
  @Nullable N poll() {
    Node polled = first;
    if (polled != null) {
      boolean ignored = remove((N) polled);
    }
    return (N) polled;
  }

  int size() {
    return size;
  }
}
