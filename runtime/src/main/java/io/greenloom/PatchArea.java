package io.greenloom;

import java.util.Locale;

/** A part of the JDK whose blocking calls Greenloom makes cooperative. */
public enum PatchArea {
  /** {@code Thread.sleep} and every other timed wait. */
  SLEEP,
  /** Sockets, server sockets, datagram sockets and channels. */
  SOCKET,
  /** TLS sockets; they wait in the sockets and locks beneath them. */
  SSL,
  /** Selectors. */
  SELECT,
  /** {@code java.lang.Thread}: application threads run as greenlets. */
  THREAD,
  /** Host name look-ups. */
  DNS,
  /** Files, pipes and terminals. */
  FILE,
  /** Child processes. */
  PROCESS;

  /** {@return the name used in settings and reports: lower case} */
  public String settingName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
