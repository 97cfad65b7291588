package io.greenloom.sample.example;

import io.greenloom.Greenlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * gevent's {@code geventsendfile.py}: sends a file from the kernel's cache to a slow reader without
 * copying it. {@link FileChannel#transferTo} on a non-blocking socket sends what there is room for;
 * waiting for more room in a {@link Selector} lets other greenlets run: here one that counts. On a
 * blocking socket they would have to wait until all is sent.
 */
@Command(name = "sendfile", description = "Sends a file to a slow reader, while others go on.")
final class Sendfile implements Callable<Integer> {
  private static final int SIZE = 20 << 20;

  @Override
  public Integer call() throws Exception {
    Path file = Files.createTempFile("greenloom", ".bin");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(anyPort)) {
      Files.write(file, new byte[SIZE]);
      int[] ticks = new int[1];
      Greenlet<?> ticker = Greenlet.spawn(() -> tick(ticks));
      Greenlet<Integer> sender = Greenlet.spawn(() -> serve(listener, file));
      Greenlet<Long> reader = Greenlet.spawn(() -> readSlowly(listener));
      System.out.println("received " + reader.get() + " bytes");
      System.out.println("sent with " + sender.get() + " waits for room");
      ticker.kill();
      System.out.println("meanwhile another greenlet ran " + ticks[0] + " times");
    } finally {
      Files.delete(file);
    }
    return 0;
  }

  private static int serve(ServerSocketChannel listener, Path file) throws IOException {
    try (SocketChannel client = listener.accept();
        FileChannel source = FileChannel.open(file)) {
      return send(source, client);
    }
  }

  /** Sends a whole file; returns how often it had to wait. */
  private static int send(FileChannel source, SocketChannel target) throws IOException {
    int waits = 0;
    try (Selector selector = Selector.open()) {
      target.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
      long position = 0;
      while (position < source.size()) {
        long sent = source.transferTo(position, source.size() - position, target);
        position += sent;
        if (sent == 0) {
          waits++;
          selector.select();
          selector.selectedKeys().clear();
        }
      }
    }
    return waits;
  }

  private static long readSlowly(ServerSocketChannel listener) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long total = 0;
    try (SocketChannel server = SocketChannel.open(listener.getLocalAddress())) {
      for (int count = 0; count >= 0; count = server.read(buffer.clear())) {
        total += count;
        Greenlet.sleep(Duration.ofMillis(10));
      }
    }
    return total;
  }

  private static void tick(int[] ticks) throws InterruptedException {
    while (true) {
      Greenlet.sleep(Duration.ofMillis(10));
      ticks[0]++;
    }
  }
}
