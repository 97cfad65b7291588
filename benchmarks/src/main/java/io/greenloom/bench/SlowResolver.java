package io.greenloom.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * An application's resolver, which knows the {@link TestNames} and sleeps before it answers, for
 * the milliseconds in a system property. The scripts that use it name it in a folder of the class
 * path, as it must not be found by others.
 */
public final class SlowResolver extends InetAddressResolverProvider {
  private static final String MILLIS = "bench.resolver.millis";

  /** Creates the provider, for the service loader. */
  public SlowResolver() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver(), Integer.getInteger(MILLIS, 0));
  }

  @Override
  public String name() {
    return "slow";
  }

  private record Resolver(InetAddressResolver builtin, int millis) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      byte[] address = TestNames.address(host);
      if (address == null) {
        return builtin.lookupByName(host, policy);
      }
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnknownHostException(host + ": interrupted");
      }
      return Stream.of(InetAddress.getByAddress(host, address));
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return builtin.lookupByAddress(address);
    }
  }
}
