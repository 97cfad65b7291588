package io.greenloom.internal.config;

/** What is reported on standard error while the application runs. */
public enum ReportLevel {
  /** Nothing but what goes wrong. */
  NONE("false"),

  /** What was patched and what was not. */
  PATCHES("true"),

  /** The same, and of each thread that is started whether it becomes green and if not why. */
  THREADS("threads");

  static final String ALLOWED = "true, false or threads";

  private final String text;

  ReportLevel(String text) {
    this.text = text;
  }

  static ReportLevel parse(String text) {
    for (ReportLevel level : values()) {
      if (level.text.equals(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
