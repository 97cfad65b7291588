package io.greenloom.internal.dump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Threads with equal stacks, and of these the first ones: whatever is not shown is not kept, so
 * that the dump of very many threads fits into memory.
 */
final class Groups {
  /** With more different stacks than these, which no program has, only threads are counted. */
  private static final int MOST_STACKS = 5_000;

  private final Descriptors descriptors;
  private final Map<Key, Group> groups = new LinkedHashMap<>();
  private int notShown;

  Groups(Descriptors descriptors) {
    this.descriptors = descriptors;
  }

  /** Those that run are told from those that are about to, and these from those that wait. */
  private record Key(String state, List<StackTraceElement> trace) {
    static Key of(Observation observation) {
      String state =
          switch (observation.activity().kind()) {
            case RUNNING -> "running";
            case READY -> "ready";
            default -> "waiting";
          };
      return new Key(state, observation.trace());
    }
  }

  private static final class Group {
    final List<Observation> first = new ArrayList<>();
    int size;
  }

  /** Adds a thread; in the order in which they are to be shown. */
  void add(Observation observation) {
    Key key = Key.of(observation);
    Group group = groups.get(key);
    if (group == null && groups.size() < MOST_STACKS) {
      group = new Group();
      groups.put(key, group);
    }
    if (group == null) {
      notShown++;
      return;
    }
    group.size++;
    if (group.first.size() < Shown.MOST) {
      group.first.add(observation);
      if (observation.activity().ioWait() != 0) {
        descriptors.note(observation.activity().ioWait());
      }
    }
  }

  /** Prints all, the largest group first. */
  void print(StringBuilder text, Waits waits) {
    groups.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> -entry.getValue().size))
        .forEach(entry -> print(text, entry.getValue(), entry.getKey().trace(), waits));
    if (notShown > 0) {
      text.append(Shown.more(notShown)).append(" with other stacks").append('\n').append('\n');
    }
  }

  private void print(StringBuilder text, Group group, List<StackTraceElement> trace, Waits waits) {
    for (Observation observation : group.first) {
      text.append(waits.complete(observation).line(descriptors)).append('\n');
    }
    if (group.size > group.first.size()) {
      text.append(Shown.more(group.size - group.first.size())).append('\n');
    }
    for (StackTraceElement frame : trace) {
      text.append("\tat ").append(frame).append('\n');
    }
    text.append('\n');
  }
}
