package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Small things that are not the same under the agent; one for each argument. */
@SuppressWarnings({"AddressSelection", "LockNotBeforeTry"})
public final class Gaps {
  /** All arguments there are. */
  public enum Gap {
    TOP_FRAME,
    WAITED_COUNT,
    OWNED_LOCKS,
    CPU_TIME_OF_ANOTHER,
    SERIALIZED_REFERENCE,
    URGENT_DATA_WITHOUT_ROOM,
    DESCRIPTOR_AS_LOCK
  }

  private Gaps() {}

  /** Runs one step. */
  public static void main(String[] args) {
    Gap gap = Gap.valueOf(args[0]);
    ReentrantLock lock = new ReentrantLock();
    Thread thread =
        startDaemon(
            "waiting",
            () -> {
              lock.lock();
              LockSupport.park();
            });
    step(
        gap.name(),
        () -> {
          awaitState(thread, Thread.State.WAITING);
          Object seen = look(gap, thread);
          LockSupport.unpark(thread);
          join(thread);
          return seen;
        });
  }

  /** A supplier that can be written to a file. */
  private interface Written extends Supplier<Thread>, Serializable {}

  private static boolean comesBack(Written reference) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reference);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject() instanceof Written;
    }
  }

  /** More than the buffers hold, to a reader that takes its time. */
  private static long floodWithUrgentData() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket();
        Socket client = new Socket()) {
      server.setReceiveBufferSize(3_000);
      server.bind(new InetSocketAddress(loopback, 0));
      client.setSendBufferSize(5_000);
      client.connect(server.getLocalSocketAddress());
      long[] count = new long[1];
      try (Socket peer = server.accept()) {
        peer.setOOBInline(true);
        Thread reader =
            startDaemon(
                "reader",
                () -> {
                  Steps.settle();
                  count[0] = peer.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
        for (int i = 0; i < 10_000; i++) {
          client.sendUrgentData(1);
        }
        client.shutdownOutput();
        join(reader);
      }
      return count[0];
    }
  }

  /** Whether a pipe can be read while somebody else has the monitor of its file descriptor. */
  private static boolean readsWhileLocked() throws Exception {
    Path fifo = Files.createTempDirectory("gaps").resolve("fifo");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      synchronized (in.getFD()) {
        Thread reader = startDaemon("reader", in::read);
        Steps.settle();
        writer.write(1);
        return reader.join(Duration.ofSeconds(2));
      }
    } finally {
      Files.delete(fifo);
      Files.delete(fifo.getParent());
    }
  }

  private static Object look(Gap gap, Thread thread) throws Exception {
    ThreadInfo info =
        ManagementFactory.getThreadMXBean()
            .getThreadInfo(new long[] {thread.threadId()}, true, true)[0];
    return switch (gap) {
      case TOP_FRAME -> thread.getStackTrace()[0].getClassName();
      case WAITED_COUNT -> info.getWaitedCount();
      case OWNED_LOCKS -> info.getLockedSynchronizers().length;
      case CPU_TIME_OF_ANOTHER ->
          ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) > 0;
      case SERIALIZED_REFERENCE -> comesBack(Thread::currentThread);
      case URGENT_DATA_WITHOUT_ROOM -> Steps.inside(Gaps::floodWithUrgentData);
      case DESCRIPTOR_AS_LOCK -> readsWhileLocked();
    };
  }
}
