package io.greenloom.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of threads by class, package or name, as in {@code class:com.acme.Worker;name:poll-*}.
 * {@code class:} is the thread's class, {@code package:} its package or one above, {@code name:}
 * the thread's name with {@code *} and {@code ?} as wildcards.
 */
public final class ThreadPatterns {
  static final String ALLOWED =
      "a ;-separated list of class:<class name>, package:<package> and name:<name, * and ? match>";

  private final List<Rule> rules;
  private final String text;

  private ThreadPatterns(List<Rule> rules, String text) {
    this.rules = rules;
    this.text = text;
  }

  /** One entry of the list. */
  private sealed interface Rule {
    boolean matches(String className, String threadName);
  }

  private record ClassRule(String name) implements Rule {
    @Override
    public boolean matches(String className, String threadName) {
      return className.equals(name);
    }
  }

  private record PackageRule(String prefix) implements Rule {
    @Override
    public boolean matches(String className, String threadName) {
      return className.startsWith(prefix);
    }
  }

  private record NameRule(Pattern pattern) implements Rule {
    @Override
    public boolean matches(String className, String threadName) {
      return pattern.matcher(threadName).matches();
    }
  }

  /**
   * Parses a list.
   *
   * @param text entries separated by semicolons; empty for none
   * @return the patterns
   * @throws IllegalArgumentException if an entry is not understood
   */
  public static ThreadPatterns parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String entry : text.split(";", -1)) {
      if (!entry.isBlank()) {
        rules.add(rule(entry.strip()));
      }
    }
    return new ThreadPatterns(List.copyOf(rules), text);
  }

  private static Rule rule(String entry) {
    int colon = entry.indexOf(':');
    String rest = entry.substring(colon + 1);
    if (colon < 0 || rest.isEmpty()) {
      throw new IllegalArgumentException(entry);
    }
    return switch (entry.substring(0, colon)) {
      case "class" -> new ClassRule(rest);
      case "package" -> new PackageRule(rest + ".");
      case "name" -> new NameRule(glob(rest));
      default -> throw new IllegalArgumentException(entry);
    };
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        text.chars()
            .mapToObj(c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
            .collect(Collectors.joining()),
        Pattern.DOTALL);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThreadPatterns patterns && text.equals(patterns.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** {@return the list as it was given} */
  @Override
  public String toString() {
    return text;
  }

  /** {@return whether the list is empty} */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * Looks a thread up; loops over few rules and allocates little.
   *
   * @param thread the thread
   * @return whether an entry matches it
   */
  public boolean matches(Thread thread) {
    String className = thread.getClass().getName();
    String threadName = thread.getName();
    for (Rule rule : rules) {
      if (rule.matches(className, threadName)) {
        return true;
      }
    }
    return false;
  }
}
