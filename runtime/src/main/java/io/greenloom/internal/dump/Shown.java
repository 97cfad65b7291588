package io.greenloom.internal.dump;

import java.util.List;
import java.util.Locale;

/** How a dump shortens what would be too long. */
final class Shown {
  /** Shown of those that are alike. */
  static final int MOST = 10;

  private Shown() {}

  /** The first ones of some, and how many more there are. */
  static String list(List<String> first, int count) {
    String texts = String.join(", ", first);
    return count == first.size() ? texts : texts + " " + more(count - first.size());
  }

  static String more(int count) {
    return "and " + number(count) + " more";
  }

  /** A number with its unit, whose plural ends in s. */
  static String count(long count, String unit) {
    return number(count) + " " + unit + (count == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
