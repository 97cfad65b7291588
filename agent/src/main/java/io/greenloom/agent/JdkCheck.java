package io.greenloom.agent;

import io.greenloom.agent.patch.Patch;
import io.greenloom.agent.patch.PatchRegistry;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks before anything is changed that this JDK has every method that is patched and every
 * private member that the bridge and the runtime use.
 */
final class JdkCheck {
  /** Type, then its fields. */
  private static final List<List<String>> FIELDS =
      List.of(
          List.of(
              "java.lang.VirtualThread",
              "scheduler",
              "timeoutTask",
              "termination",
              "state",
              "BLOCKED",
              "UNBLOCKED",
              "WAIT",
              "TIMED_WAIT"),
          List.of("java.util.concurrent.CountDownLatch", "sync"),
          List.of(
              "java.lang.Thread",
              "scopedValueBindings",
              "holder",
              "tid",
              "name",
              "interruptLock",
              "interrupted"),
          List.of("java.lang.Thread$FieldHolder", "threadStatus", "stackSize", "task"),
          List.of("java.util.concurrent.locks.AbstractOwnableSynchronizer", "exclusiveOwnerThread"),
          List.of("java.io.FileCleanable", "fd"),
          List.of("sun.nio.ch.SocketChannelImpl", "writeLock"),
          List.of("sun.nio.ch.SinkChannelImpl", "writeLock"),
          List.of("sun.nio.ch.IOUtil", "IOV_MAX"),
          List.of("sun.nio.ch.FileChannelImpl", "fd"));

  /** Type, then its methods with descriptors: called by the bridge and the runtime. */
  private static final List<List<String>> BRIDGE_METHODS =
      List.of(
          List.of("jdk.internal.misc.Blocker", "begin()Z", "end(Z)V"),
          List.of("jdk.internal.vm.Continuation", "pin()V", "unpin()V"),
          List.of("java.lang.BaseVirtualThread", "unpark()V"),
          List.of(
              "java.lang.VirtualThread",
              "defaultScheduler()Ljava/util/concurrent/Executor;",
              "tryYield()V"),
          List.of(
              "java.lang.Thread",
              "currentCarrierThread()Ljava/lang/Thread;",
              "start(Ljdk/internal/vm/ThreadContainer;)V",
              "threadContainer()Ljdk/internal/vm/ThreadContainer;",
              "setThreadContainer(Ljdk/internal/vm/ThreadContainer;)V",
              "inheritableThreadLocals()Ljava/lang/ThreadLocal$ThreadLocalMap;",
              "setInheritableThreadLocals(Ljava/lang/ThreadLocal$ThreadLocalMap;)V",
              "threadState()Ljava/lang/Thread$State;",
              "threadLocals()Ljava/lang/ThreadLocal$ThreadLocalMap;",
              "setThreadLocals(Ljava/lang/ThreadLocal$ThreadLocalMap;)V",
              "asyncGetStackTrace()[Ljava/lang/StackTraceElement;",
              "getAllThreads()[Ljava/lang/Thread;",
              "getAndClearInterrupt()Z",
              "setInterrupt()V",
              "clearInterrupt()V",
              "nioBlocker()Lsun/nio/ch/Interruptible;",
              "dispatchUncaughtException(Ljava/lang/Throwable;)V",
              "clearReferences()V"),
          List.of(
              "java.lang.ThreadBuilders",
              "newVirtualThread(Ljava/util/concurrent/Executor;Ljava/lang/String;I"
                  + "Ljava/lang/Runnable;)Ljava/lang/Thread;"),
          List.of(
              "jdk.internal.vm.ThreadSnapshot",
              "of(Ljava/lang/Thread;)Ljdk/internal/vm/ThreadSnapshot;",
              "threadState()Ljava/lang/Thread$State;",
              "stackTrace()[Ljava/lang/StackTraceElement;",
              "parkBlocker()Ljava/lang/Object;",
              "blockedOn()Ljava/lang/Object;",
              "waitingOn()Ljava/lang/Object;",
              "ownsMonitors()Z",
              "ownedMonitorsAt(I)Ljava/util/stream/Stream;"),
          List.of(
              "jdk.internal.vm.ThreadContainer",
              "threads()Ljava/util/stream/Stream;",
              "children()Ljava/util/stream/Stream;"),
          List.of("jdk.internal.misc.VM", "getRuntimeArguments()[Ljava/lang/String;"),
          List.of(
              "jdk.internal.vm.ThreadContainers",
              "root()Ljdk/internal/vm/ThreadContainer;",
              "trackAllThreads()Z"));

  /** Like {@link #BRIDGE_METHODS}: called by the runtime if there is this module. */
  private static final List<List<String>> MANAGEMENT_METHODS =
      List.of(
          List.of(
              "java.lang.management.ThreadInfo",
              "<init>(Ljava/lang/Thread;ILjava/lang/Object;Ljava/lang/Thread;JJJJ"
                  + "[Ljava/lang/StackTraceElement;[Ljava/lang/Object;[I[Ljava/lang/Object;)V"));

  /** Like {@link #BRIDGE_METHODS}: called by the runtime on Linux. */
  private static final List<List<String>> POLLER_METHODS =
      List.of(
          List.of(
              "sun.nio.ch.EPoll",
              "create()I",
              "ctl(IIII)I",
              "wait(IJII)I",
              "allocatePollArray(I)J",
              "getEvent(JI)J",
              "getDescriptor(J)I",
              "getEvents(J)I"),
          List.of("sun.nio.ch.EventFD", "eventfd0()I", "set0(I)I"),
          List.of("sun.nio.ch.IOUtil", "newFD(I)Ljava/io/FileDescriptor;"),
          List.of("sun.nio.ch.NativeThread", "current0()J", "signal(J)V"),
          List.of("sun.nio.ch.Net", "poll(Ljava/io/FileDescriptor;IJ)I"),
          List.of("java.io.FileOutputStream", "writeBytes([BIIZ)V"),
          List.of("java.io.RandomAccessFile", "read0()I", "writeBytes0([BII)V"),
          List.of(
              "sun.nio.ch.UnixFileDispatcherImpl",
              "closeIntFD(I)V",
              "isOther0(Ljava/io/FileDescriptor;)Z",
              "write0(Ljava/io/FileDescriptor;JI)I"));

  private JdkCheck() {}

  static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  static void requireSupported() throws UnsupportedJdkException {
    for (List<String> fields : FIELDS) {
      requireFields(fields);
    }
    for (Patch patch : PatchRegistry.patches(isLinux())) {
      for (Patch.Method method : patch.methods()) {
        requireMethod(patch.type(), method.name() + method.descriptor());
      }
    }
    List<List<String>> called = new ArrayList<>(BRIDGE_METHODS);
    called.addAll(isLinux() ? POLLER_METHODS : List.of());
    boolean managed = ModuleLayer.boot().findModule("java.management").isPresent();
    called.addAll(managed ? MANAGEMENT_METHODS : List.of());
    for (List<String> methods : called) {
      for (String method : methods.subList(1, methods.size())) {
        requireMethod(methods.getFirst(), method);
      }
    }
  }

  private static void requireFields(List<String> typeAndFields) throws UnsupportedJdkException {
    Class<?> type = type(typeAndFields.getFirst());
    Set<String> present =
        Stream.of(type.getDeclaredFields()).map(Field::getName).collect(Collectors.toSet());
    for (String name : typeAndFields.subList(1, typeAndFields.size())) {
      if (!present.contains(name)) {
        throw missing("field " + type.getName() + "." + name);
      }
    }
  }

  private static void requireMethod(String typeName, String nameAndDescriptor)
      throws UnsupportedJdkException {
    Class<?> type = type(typeName);
    int paren = nameAndDescriptor.indexOf('(');
    String name = nameAndDescriptor.substring(0, paren);
    try {
      MethodType signature =
          MethodType.fromMethodDescriptorString(nameAndDescriptor.substring(paren), null);
      Class<?> returned =
          name.equals("<init>")
              ? constructed(type, signature)
              : type.getDeclaredMethod(name, signature.parameterArray()).getReturnType();
      if (returned != signature.returnType()) {
        throw missing("method " + typeName + "." + nameAndDescriptor);
      }
    } catch (NoSuchMethodException | TypeNotPresentException e) {
      throw missing("method " + typeName + "." + nameAndDescriptor);
    }
  }

  /** The class file's return type of a constructor, if the class has it. */
  private static Class<?> constructed(Class<?> type, MethodType signature)
      throws NoSuchMethodException {
    var _ = type.getDeclaredConstructor(signature.parameterArray());
    return void.class;
  }

  private static Class<?> type(String name) throws UnsupportedJdkException {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw missing("class " + name);
    }
  }

  private static UnsupportedJdkException missing(String what) {
    return new UnsupportedJdkException(
        "JDK %s has no %s, which this version of Greenloom relies on"
            .formatted(Runtime.version(), what));
  }
}
