package io.greenloom.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Monkey;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Without Greenloom in this JVM: with it, see the integration tests. */
class OriginalCallTest {
  /** Runs a call on one of the JDK's virtual threads. */
  private static <T> T virtually(Callable<T> call) throws Exception {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.startVirtualThread(() -> {
          try {
            outcome.complete(call.call());
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        });
    thread.join();
    return outcome.get();
  }

  @Test
  void aPlatformThreadCallsItself() throws Exception {
    assertThat(Monkey.original(Thread::currentThread)).isSameAs(Thread.currentThread());
    assertThatThrownBy(() ->
            Monkey.original(() -> {
              throw new IOException("as it is");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("as it is");
  }

  @Test
  void aVirtualThreadHasItCalled() throws Exception {
    Thread thread = virtually(() -> Monkey.original(Thread::currentThread));

    assertThat(thread).isInstanceOf(OriginalThread.class);
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void exceptionsAreRethrownAsTheyAre() {
    IOException thrown = new IOException("as it is");

    assertThatThrownBy(() ->
            virtually(() ->
                Monkey.original(() -> {
                  throw thrown;
                })))
        .cause()
        .isSameAs(thrown);
  }

  @Test
  void anInterruptReachesTheCall() throws Exception {
    String outcome =
        virtually(() -> {
          Thread caller = Thread.currentThread();
          try {
            return Monkey.original(() -> {
              caller.interrupt();
              new CountDownLatch(1).await();
              return "went on";
            });
          } catch (InterruptedException e) {
            return "interrupted " + caller.isInterrupted();
          }
        });

    assertThat(outcome).isEqualTo("interrupted false");
  }

  @Test
  void anInterruptThatTheCallLeavesIsLeftOver() throws Exception {
    boolean left =
        virtually(() -> {
          Thread caller = Thread.currentThread();
          String ignored =
              Monkey.original(() -> {
                caller.interrupt();
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
                return "went on";
              });
          return caller.isInterrupted();
        });

    assertThat(left).isTrue();
  }

  @Test
  void anOriginalThreadIsLikeAnyOther() {
    Thread thread = Monkey.originalThread(() -> {});

    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    assertThat(thread.isDaemon()).isFalse();
    assertThat(thread.getName()).startsWith("Thread-");
    assertThat(thread.getThreadGroup()).isSameAs(Thread.currentThread().getThreadGroup());
  }
}
