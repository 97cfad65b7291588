package io.greenloom.it.legacy;

import java.io.File;
import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Calls the methods of the bridge that any class can reach, with what they do not expect. What they
 * return or throw does not matter, but the JVM has to go on.
 */
public final class BridgeCalls {
  private static final String FOLDER = "META-INF/greenloom/bridge/";

  /** Some wait for something that never comes. */
  private static final int PATIENCE_MILLIS = 100;

  private BridgeCalls() {}

  /** A thread with fields where others have their own. */
  private static final class Sub extends Thread {
    private final long first = 0x1234_5678_9abc_def0L;
    private final long second = ~first;

    @Override
    public String toString() {
      return first + " " + second;
    }
  }

  /** Runs the program; the argument is the agent's jar. */
  public static void main(String[] args) throws Exception {
    int calls = 0;
    try (JarFile jar = new JarFile(new File(args[0]))) {
      for (String name : classes(jar)) {
        Method[] methods = Class.forName(name).getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName)); // the same each time
        for (Method method : methods) {
          if (Modifier.isStatic(method.getModifiers()) && method.getParameterCount() > 0) {
            calls += call(method);
          }
        }
      }
    }
    System.out.println((calls > 1000) + " " + accepts() + Steps.inside(() -> " still runs"));
    System.exit(0); // whatever some of them wait for
  }

  /** Whether a virtual thread, of the JDK's own scheduler, can wait for a socket. */
  private static boolean accepts() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      FutureTask<Boolean> accepted =
          new FutureTask<>(() -> {
            try (Socket peer = server.accept()) {
              return peer.isConnected();
            }
          });
      Thread _ = Thread.startVirtualThread(accepted);
      Steps.settle();
      new Socket(loopback, server.getLocalPort()).close();
      return accepted.get();
    }
  }

  private static List<String> classes(JarFile jar) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.startsWith(FOLDER) && name.endsWith(".class"))
        .map(name -> name.substring(FOLDER.length(), name.length() - ".class".length()))
        .map(name -> name.replace('/', '.'))
        .toList();
  }

  /** With each argument once, on a platform thread and on a green one; returns how often. */
  private static int call(Method method) throws Exception {
    List<List<@Nullable Object>> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(candidates(type));
    }
    int rounds = arguments.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < rounds; i++) {
      int round = i;
      Object[] chosen = arguments.stream().map(some -> some.get(round % some.size())).toArray();
      System.out.println(method.getName() + " " + round); // the last one, if the JVM ends
      Thread green = Steps.startDaemon("green", () -> tryCall(method, chosen));
      green.join(PATIENCE_MILLIS);
      Thread platform = new Thread(null, () -> tryCall(method, chosen), "platform", 1 << 26);
      platform.setDaemon(true);
      platform.start();
      platform.join(PATIENCE_MILLIS);
    }
    return 2 * rounds;
  }

  private static void tryCall(Method method, Object[] arguments) {
    try {
      var _ = method.invoke(null, arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // as it should be
    }
  }

  private static List<@Nullable Object> candidates(Class<?> type) throws Exception {
    if (type == boolean.class) {
      return Arrays.asList(false, true);
    } else if (type == int.class) {
      return Arrays.asList(-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE);
    } else if (type == long.class) {
      return Arrays.asList(1L, -1L);
    }
    List<@Nullable Object> all = new ArrayList<>();
    all.add(null);
    if (type.isAssignableFrom(Thread.class)) {
      all.addAll(threads());
    }
    if (type.isAssignableFrom(String.class)) {
      all.add("text");
    }
    if (type.isAssignableFrom(FileDescriptor.class)) {
      all.add(new FileDescriptor()); // not one that is open: those methods take addresses, too
    }
    return all;
  }

  private static List<Thread> threads() throws Exception {
    Thread ended = Steps.start("ended", () -> {});
    Thread virtualEnded = Thread.startVirtualThread(() -> {});
    Steps.join(ended, virtualEnded);
    return List.of(
        ended,
        virtualEnded,
        new Thread(() -> {}),
        new Sub(),
        Thread.ofVirtual().unstarted(() -> {}),
        Thread.startVirtualThread(LockSupport::park),
        Steps.startDaemon("parked", LockSupport::park),
        UninitialisedThreads.make(Thread.class),
        UninitialisedThreads.make(Sub.class),
        UninitialisedThreads.make(virtualEnded.getClass()));
  }
}
