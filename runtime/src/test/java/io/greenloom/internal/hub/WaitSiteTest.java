package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.hub.WaitSite.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ExceptionCatch;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WaitSiteTest {
  private static final String INTERRUPTED = "java/lang/InterruptedException";

  /**
   * Handlers that see no exception of an interrupted wait: of managed blocks, which only test the
   * status, of methods that cannot be interrupted themselves, and where only the status is cleared.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "java.lang.Object.wait",
          "java.lang.ProcessImpl.lambda$onExit$0",
          "java.util.concurrent.CompletableFuture.timedGet",
          "java.util.concurrent.CompletableFuture.waitingGet",
          "java.util.concurrent.ForkJoinPool.close",
          "java.util.concurrent.LinkedTransferQueue$DualNode.await",
          "java.util.concurrent.locks.AbstractQueuedLongSynchronizer$ConditionObject.awaitUninterruptibly",
          "java.util.concurrent.locks.AbstractQueuedLongSynchronizer$ConditionObject.await",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitUninterruptibly",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await");

  /** If a JDK adds one, it has to be looked at: is the class still one that passes it on? */
  @Test
  void transparentClassesDoNotHandleTheirInterrupts() throws IOException {
    Set<String> handlers = new TreeSet<>();
    for (String type : WaitSite.TRANSPARENT) {
      String file = "/" + type.replace('.', '/') + ".class";
      try (InputStream in = Object.class.getResourceAsStream(file)) {
        assertThat(in).as(type).isNotNull();
        for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
          if (method.code().filter(WaitSiteTest::handlesInterrupts).isPresent()) {
            handlers.add(type + "." + method.methodName().stringValue());
          }
        }
      }
    }

    assertThat(handlers).isSubsetOf(HARMLESS);
  }

  private static boolean handlesInterrupts(CodeModel code) {
    return code.exceptionHandlers().stream()
        .map(ExceptionCatch::catchType)
        .flatMap(type -> type.stream())
        .anyMatch(type -> type.asInternalName().equals(INTERRUPTED));
  }

  private static StackTraceElement jdk(String type, String method) {
    return new StackTraceElement(null, "java.base", null, type, method, null, 1);
  }

  private static StackTraceElement application(String method) {
    return new StackTraceElement("app", null, null, "com.example.App", method, null, 1);
  }

  private static Exit exit(StackTraceElement... stack) {
    return WaitSite.exit(stack);
  }

  private static final StackTraceElement PARK =
      jdk("java.util.concurrent.locks.LockSupport", "park");

  private static final StackTraceElement ACQUIRE =
      jdk("java.util.concurrent.locks.AbstractQueuedSynchronizer", "acquire");

  @Test
  void whatTheApplicationHasCalledDecides() {
    StackTraceElement run = application("run");

    assertThat(exit(PARK, jdk("java.util.concurrent.LinkedBlockingQueue", "take"), run))
        .isEqualTo(Exit.THROW);
    assertThat(exit(PARK, ACQUIRE, jdk("java.util.concurrent.Semaphore", "acquire"), run))
        .isEqualTo(Exit.THROW);
    assertThat(exit(PARK, ACQUIRE, jdk("java.util.concurrent.locks.ReentrantLock", "lock"), run))
        .isEqualTo(Exit.NONE);
    assertThat(exit(PARK, jdk("java.util.concurrent.CyclicBarrier", "await"), run))
        .isEqualTo(Exit.INTERRUPT);
    assertThat(exit(PARK, jdk("java.util.concurrent.CompletableFuture", "join"), run))
        .isEqualTo(Exit.NONE);
    assertThat(exit(PARK, run)).isEqualTo(Exit.NONE);
    assertThat(exit(run)).isEqualTo(Exit.NONE);
    assertThat(exit()).isEqualTo(Exit.NONE);
  }

  @Test
  void aLibraryIsTheApplicationToo() {
    StackTraceElement library = application("awaitQuietly");

    assertThat(exit(PARK, library, jdk("java.util.concurrent.FutureTask", "get")))
        .isEqualTo(Exit.NONE);
  }

  @Test
  void callsOfTheApiLookThemselves() {
    StackTraceElement waiter =
        new StackTraceElement("app", null, null, "io.greenloom.Waiter", "park", null, 1);

    assertThat(exit(PARK, waiter, application("run"))).isEqualTo(Exit.OWN);
  }

  private static StackTraceElement synchronizer(String method) {
    return jdk("java.util.concurrent.locks.AbstractQueuedSynchronizer", method);
  }

  /** An interrupt would be kept for later there, and then it is nobody's. */
  @Test
  void aLockThatCannotBeGivenUpIsWaitedForInsideOfWhatCanBeInterrupted() {
    StackTraceElement run = application("run");
    StackTraceElement await =
        jdk("java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject", "await");
    StackTraceElement put = jdk("java.util.concurrent.LinkedBlockingQueue", "put");
    StackTraceElement lock = jdk("java.util.concurrent.locks.ReentrantLock$Sync", "lock");
    StackTraceElement lockInterruptibly =
        jdk("java.util.concurrent.locks.ReentrantLock", "lockInterruptibly");

    assertThat(exit(PARK, await, run)).isEqualTo(Exit.THROW);
    assertThat(exit(PARK, ACQUIRE, synchronizer("reacquire"), await, run)).isEqualTo(Exit.NONE);
    assertThat(exit(PARK, ACQUIRE, ACQUIRE, lock, put, run)).isEqualTo(Exit.NONE);
    assertThat(exit(PARK, ACQUIRE, synchronizer("acquireInterruptibly"), lockInterruptibly, run))
        .isEqualTo(Exit.THROW);
  }

  @Test
  void theVmWaitsInNativeMethods() {
    StackTraceElement run = application("run");
    StackTraceElement[] wait = {
      jdk("java.lang.Object", "wait0"), jdk("java.lang.Object", "wait"), run
    };

    assertThat(WaitSite.isOfVm(wait)).isTrue();
    assertThat(WaitSite.isOfVm(new StackTraceElement[] {PARK, run})).isFalse();
    assertThat(WaitSite.isOfVm(new StackTraceElement[0])).isFalse();
    assertThat(WaitSite.isSame(wait, new StackTraceElement[] {wait[0], wait[1]})).isTrue();
    assertThat(WaitSite.isSame(wait, new StackTraceElement[] {wait[0], run})).isFalse();
    assertThat(WaitSite.isSame(wait, new StackTraceElement[0])).isFalse();
  }
}
