package io.greenloom.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code Hub.dump()} has written.
 *
 * @param lines of the dump
 */
public record DumpText(List<String> lines) {
  private static final Pattern THREAD =
      Pattern.compile("\"(?<name>.*?)\" #\\d+(?<attributes>(, [^:]+?)*): (?<activity>.*)");

  /** What each thread is doing, by name. */
  public Map<String, String> activities() {
    Map<String, String> activities = new TreeMap<>();
    for (String line : lines) {
      Matcher thread = THREAD.matcher(line);
      if (thread.matches()) {
        activities.put(thread.group("name"), thread.group("activity"));
      }
    }
    return activities;
  }

  /** A thread does what an expression says, with the numbers of threads replaced by #. */
  public DumpText assertActivity(String name, String expression) {
    String activity = String.valueOf(activities().get(name)).replaceAll("#\\d+", "#");
    assertThat(activity).as("%s in%n%s", name, String.join("\n", lines)).matches(expression);
    return this;
  }

  /** The lines about deadlocks, with the numbers of threads replaced by #, hash codes by @. */
  public List<String> deadlocks() {
    return lines.stream()
        .filter(line -> line.startsWith("Deadlock: "))
        .map(line -> line.replaceAll("#\\d+", "#").replaceAll("@[0-9a-f]+", "@"))
        .toList();
  }

  /** The frames below a thread's line. */
  public List<String> stack(String name) {
    int line = 0;
    while (!lines.get(line).startsWith("\"" + name + "\" #")) {
      line++;
    }
    return lines.subList(line, lines.size()).stream()
        .takeWhile(text -> !text.isEmpty())
        .filter(text -> text.startsWith("\tat "))
        .toList();
  }
}
