package io.greenloom.internal.hub;

/** A platform thread that carries a hub; started by the JDK as it is, never green. */
public final class HubThread extends Thread {
  HubThread(String name, Runnable loop) {
    super(systemGroup(), loop, name, 0, false);
    setDaemon(true);
  }

  private static ThreadGroup systemGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
      group = parent;
    }
    return group;
  }
}
