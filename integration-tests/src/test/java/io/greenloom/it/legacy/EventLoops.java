package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Event loops of others, which wait for long on threads of the application: those of the JDK's
 * asynchronous channels, and of native code. And threads that compute, all at the same place.
 */
public final class EventLoops {
  private static final int THREADS = 6;

  private EventLoops() {}

  /** Runs the program: {@code channels}, {@code native} or {@code spin}, and for how long. */
  public static void main(String[] args) throws Exception {
    int millis = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "channels" -> channels(millis);
      case "native" -> natives(millis);
      default -> spin(millis);
    }
  }

  /** Asked only after a long silence, and an interrupt for whoever waits. */
  private static void channels(int millis) throws Exception {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(
            2,
            body -> {
              Thread thread = new Thread(body, "loop-" + threads.size());
              threads.add(thread);
              return thread;
            });
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open(group)) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Future<AsynchronousSocketChannel> accepted = server.accept();
      Thread.sleep(millis);
      threads.forEach(Thread::interrupt);
      Thread.sleep(millis / 4);
      step("threads", threads::size);
      try (AsynchronousSocketChannel client = AsynchronousSocketChannel.open(group)) {
        client.connect(server.getLocalAddress()).get(10, TimeUnit.SECONDS);
        try (AsynchronousSocketChannel peer = accepted.get(10, TimeUnit.SECONDS)) {
          for (String text : new String[] {"one", "two"}) {
            step("echo", () -> echo(client, peer, text));
          }
        }
      }
    }
    group.shutdownNow();
    step("terminated", () -> group.awaitTermination(10, TimeUnit.SECONDS));
    join(threads.toArray(Thread[]::new));
  }

  /** The reader waits before there is something to read. */
  private static String echo(
      AsynchronousSocketChannel client, AsynchronousSocketChannel peer, String text)
      throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(text.length());
    Future<Integer> read = peer.read(buffer);
    Thread writer =
        startDaemon(
            "writer",
            () ->
                client
                    .write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
                    .get(10, TimeUnit.SECONDS));
    int count = read.get(10, TimeUnit.SECONDS);
    join(writer);
    return count + " " + new String(buffer.array(), StandardCharsets.US_ASCII);
  }

  private static void natives(int millis) throws Exception {
    MethodHandle epollCreate = Native.function("epoll_create1", Native.INT, Native.INT);
    MethodHandle epollWait =
        Native.function(
            "epoll_wait", Native.INT, Native.INT, Native.POINTER, Native.INT, Native.INT);
    MethodHandle poll =
        Native.function("poll", Native.INT, Native.POINTER, Native.LONG, Native.INT);
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      boolean even = i % 2 == 0;
      threads[i] =
          startDaemon(
              "native-" + i,
              () -> {
                try (Arena arena = Arena.ofConfined()) {
                  MemorySegment event = arena.allocate(64);
                  int ready =
                      even
                          ? (int) poll.invokeExact(MemorySegment.NULL, 0L, millis)
                          : (int)
                              epollWait.invokeExact(
                                  (int) epollCreate.invokeExact(0), event, 1, millis);
                  System.out.println("ready: " + ready);
                } catch (Throwable e) {
                  throw new IllegalStateException(e);
                }
              });
    }
    join(threads);
  }

  private static void spin(int millis) throws InterruptedException {
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = startDaemon("spin-" + i, () -> compute(millis));
    }
    join(threads);
    System.out.println("end");
  }

  /** By its own clock, as a busy machine lets it wait. */
  private static void compute(int millis) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long end = clock.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (clock.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }
}
