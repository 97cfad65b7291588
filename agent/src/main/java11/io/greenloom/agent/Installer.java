package io.greenloom.agent;

import java.lang.instrument.Instrumentation;

/**
 * How {@link GreenloomAgent} calls what an older JVM cannot load, without reflection's start-up
 * cost.
 */
interface Installer {
  /**
   * Installs Greenloom, or says why not.
   *
   * @param options agent options, may be null
   * @param instrumentation from the JVM
   * @param atStart whether the application has not started yet
   */
  void install(String options, Instrumentation instrumentation, boolean atStart);
}
