package io.greenloom.it.legacy;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;
import javax.management.ObjectName;

/** Lists the MBeans that there are. */
public final class Beans {
  private Beans() {}

  /** Runs the program. */
  @SuppressWarnings("ReferenceEquality")
  public static void main(String[] args) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    server.queryNames(null, null).stream().sorted().forEach(System.out::println);
    System.out.println(ManagementFactory.getPlatformMBeanServer() == server);
  }

  /** Makes a server that accepts beans of the JDK's only. */
  public static final class Picky extends MBeanServerBuilder {
    /** Called by the JDK. */
    public Picky() {}

    @Override
    public MBeanServer newMBeanServer(
        String domain, MBeanServer outer, MBeanServerDelegate delegate) {
      MBeanServer inner = super.newMBeanServer(domain, outer, delegate);
      return (MBeanServer)
          Proxy.newProxyInstance(
              Picky.class.getClassLoader(),
              new Class<?>[] {MBeanServer.class},
              (proxy, method, args) -> {
                if (method.getName().equals("registerMBean")
                    && ((ObjectName) args[1]).getDomain().startsWith("io.")) {
                  throw new IllegalStateException("not here");
                }
                try {
                  return method.invoke(inner, args);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
