package io.greenloom.internal.dump;

import io.greenloom.internal.hub.Hubs;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Puts the bean into the platform's MBean server, when somebody has that made: JMX is not loaded
 * for it. What fails here fails silently, because it is the application that asks for the server.
 */
public final class PlatformServer {
  private static final AtomicBoolean REGISTERED = new AtomicBoolean();

  private PlatformServer() {}

  /** The bean. */
  private record Bean(Hubs hubs) implements HubMXBean {
    @Override
    public String dump() {
      return Dumps.text(hubs);
    }

    @Override
    public long getInternalErrors() {
      return hubs.errors().count();
    }
  }

  /**
   * Registers the bean, once; called with the server that {@code getPlatformMBeanServer} returns.
   *
   * @param hubs the running hubs
   * @param server the server
   */
  public static void register(Hubs hubs, Object server) {
    if (REGISTERED.get() || !REGISTERED.compareAndSet(false, true)) {
      return;
    }
    HubMXBean bean = new Bean(hubs);
    try {
      ((MBeanServer) server)
          .registerMBean(
              new StandardMBean(bean, HubMXBean.class, true), new ObjectName(HubMXBean.NAME));
    } catch (Throwable e) {
      // the application may have a server of its own making, which has its own mind
    }
  }

  /** Registers the bean if there is a server already, as in a JVM that Greenloom comes to late. */
  public static void registerIfPresent() {
    try {
      if (ModuleLayer.boot().findModule("java.management").isPresent()
          && !MBeanServerFactory.findMBeanServer(null).isEmpty()) {
        ManagementFactory.getPlatformMBeanServer(); // is patched
      }
    } catch (Throwable e) {
      // as above
    }
  }
}
