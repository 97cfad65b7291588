package io.greenloom.sample;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A progress bar on a terminal's last line. Whoever prints another line erases it first. Callers
 * take care that one thread at a time uses it.
 */
final class ProgressBar {

  private static final int WIDTH = 40;
  private static final long REDRAW_NANOS = 50_000_000;

  private final PrintStream terminal;
  private boolean visible;
  private long drawn = System.nanoTime() - REDRAW_NANOS;

  ProgressBar(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** Draws the bar, unless it stands there and was drawn a moment ago. */
  void show(int done, int total) {
    long now = System.nanoTime();
    if (now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    visible = true;
    int filled = (int) ((long) WIDTH * done / total);
    String bar = "=".repeat(filled) + " ".repeat(WIDTH - filled);
    terminal.print(String.format(Locale.ROOT, "\r[%s] %d of %d", bar, done, total));
    terminal.flush();
  }

  /** Removes the bar from the screen; the next {@link #show} draws it again at once. */
  void erase() {
    if (visible) {
      visible = false;
      drawn -= REDRAW_NANOS;
      terminal.print("\r\033[K");
      terminal.flush();
    }
  }
}
