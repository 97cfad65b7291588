package io.greenloom.sample.example;

import io.greenloom.Greenlet;
import io.greenloom.Pool;
import io.greenloom.Timeout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code dns_mass_resolve.py}: looks a thousand names up, ten at a time, and leaves off
 * after two seconds. A {@link Pool} that is full makes whoever spawns wait; a {@link Timeout} ends
 * any wait, that one and the final join.
 *
 * <p>The names are those of this machine, or none; {@code --domain example.org} asks a real server.
 */
@Command(name = "dns-mass-resolve", description = "Looks up what it can in two seconds.")
final class DnsMassResolve implements Callable<Integer> {

  @Option(
      names = "--domain",
      defaultValue = "localhost",
      description = "What all names end with (default: ${DEFAULT-VALUE}).")
  private String domain = "localhost";

  @Option(
      names = "--count",
      defaultValue = "1000",
      description = "How many names there are (default: ${DEFAULT-VALUE}).")
  private int count;

  private final AtomicInteger finished = new AtomicInteger();

  @Override
  public Integer call() throws Exception {
    Pool pool = new Pool(10);
    Stopwatch time = new Stopwatch();
    boolean all =
        Timeout.run(
            Duration.ofSeconds(2),
            () -> {
              for (int number = 0; number < count; number++) {
                String host = "test" + number + "." + domain;
                Greenlet<?> _ = pool.spawn(() -> resolve(host));
              }
              pool.join();
            });
    System.out.println((all ? "all done" : "left off") + " after " + time);
    System.out.println("finished within 2 seconds: " + finished + "/" + count);
    return 0;
  }

  private void resolve(String host) {
    try {
      System.out.println(host + " = " + InetAddress.getByName(host).getHostAddress());
    } catch (UnknownHostException e) {
      System.out.println(host + " failed");
    }
    finished.incrementAndGet();
  }
}
