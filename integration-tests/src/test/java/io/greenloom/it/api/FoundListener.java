package io.greenloom.it.api;

/** What a service file names. */
public final class FoundListener extends EventPrinter {
  /** For ServiceLoader. */
  public FoundListener() {
    super("found");
  }
}
