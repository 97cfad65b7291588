package io.greenloom.it.legacy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A resolver that takes its time. It knows names of the form {@code what-millis-anything.test},
 * where what is {@code sleeps}, or {@code blocks} if that is to block the OS thread too, or {@code
 * unknown}; and addresses {@code 10.x.y.z}, with x tenths of a second. The JDK knows the others.
 */
public final class SlowNames extends InetAddressResolverProvider {
  /** Who has asked for a name last. */
  static final ConcurrentMap<String, Thread> ASKING = new ConcurrentHashMap<>();

  /** How often anybody has asked for a name. */
  static final ConcurrentMap<String, Integer> COUNTS = new ConcurrentHashMap<>();

  private static final String DOMAIN = ".test";
  private static final byte[] FOUND = {127, 0, 0, 9};
  private static final int SLOW_NETWORK = 10;

  @Override
  public String name() {
    return "slow names";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver());
  }

  /** How often it has been asked for a name. */
  static int count(String name) {
    return COUNTS.getOrDefault(name, 0);
  }

  private record Resolver(InetAddressResolver next) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      if (!host.endsWith(DOMAIN)) {
        return next.lookupByName(host, policy);
      }
      ASKING.put(host, Thread.currentThread());
      COUNTS.merge(host, 1, Integer::sum);
      List<String> parts = List.of(host.split("[-.]"));
      if (parts.getFirst().equals("back")) {
        return Stream.of(InetAddress.ofLiteral(String.join(".", parts.subList(1, 5))));
      }
      long millis = Long.parseLong(parts.get(1));
      if (parts.getFirst().equals("blocks")) {
        Native.sleep(TimeUnit.MILLISECONDS.toSeconds(millis));
      } else {
        sleep(millis);
      }
      if (parts.getFirst().equals("unknown")) {
        throw new UnknownHostException(host + " is not known");
      }
      return Stream.of(InetAddress.getByAddress(host, FOUND));
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      if (address[0] != SLOW_NETWORK) {
        return next.lookupByAddress(address);
      }
      String text = InetAddress.getByAddress(address).getHostAddress();
      ASKING.put(text, Thread.currentThread());
      COUNTS.merge(text, 1, Integer::sum);
      sleep(address[1] * 100L);
      return "back-" + text.replace('.', '-') + DOMAIN;
    }

    /** Like the JDK's resolver, it cannot be interrupted. */
    private static void sleep(long millis) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      boolean interrupted = false;
      while (System.nanoTime() < end) {
        try {
          TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
