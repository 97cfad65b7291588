package io.greenloom.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.Monkey;
import io.greenloom.internal.config.Config;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class ThreadRulesTest {
  private static final long MEGABYTE = 1 << 20;

  private static ThreadRules rules(String options) {
    return new ThreadRules(Config.read(options), 0);
  }

  private static Thread withStack(long bytes) {
    return new Thread(null, Thread::onSpinWait, "worker", bytes);
  }

  @Test
  void anyThreadOfTheApplicationBecomesGreen() {
    assertThat(rules("").reasonAgainst(new Thread("plain"))).isNull();
    assertThat(rules("").reasonAgainst(new Thread("subclass") {})).isNull();
  }

  @Test
  void anOriginalThreadDoesNot() {
    assertThat(rules("").reasonAgainst(Monkey.originalThread(Thread::onSpinWait)))
        .contains("Monkey.originalThread");
  }

  @Test
  void aThreadOfTheJdkDoesNot() throws Exception {
    Thread worker = new ForkJoinPool(1).submit(Thread::currentThread).get();

    assertThat(rules("").reasonAgainst(worker)).contains("ForkJoinWorkerThread");
  }

  @Test
  void aTimersThreadDoes() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Timer timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            thread.complete(Thread.currentThread());
          }
        },
        0);

    assertThat(rules("").reasonAgainst(thread.get())).isNull();
    timer.cancel();
  }

  @Test
  void managementAnswersWhileAHubIsBlocked() {
    ThreadGroup system = Thread.currentThread().getThreadGroup();
    while (system.getParent() != null) {
      system = system.getParent();
    }
    Thread rmi = new Thread(new ThreadGroup(system, "RMI Runtime"), "RMI TCP Connection(idle)");
    Thread other = new Thread(new ThreadGroup("RMI Runtime"), "of the application");

    assertThat(rules("").reasonAgainst(rmi)).isNull();
    assertThat(rules("handoff=false").reasonAgainst(rmi)).contains("handoff");
    assertThat(rules("handoff=false").reasonAgainst(other)).isNull();
  }

  @Test
  void namesTheSettingThatDecided() {
    Thread thread = withStack(0);

    assertThat(rules("threads.exclude=name:work*").reasonAgainst(thread))
        .isEqualTo("threads.exclude names it");
    assertThat(rules("threads.include=name:other").reasonAgainst(thread))
        .isEqualTo("threads.include does not name it");
    assertThat(rules("threads.include=class:java.lang.Thread").reasonAgainst(thread)).isNull();
    assertThat(rules("threads.exclude=package:java").reasonAgainst(thread)).isNotNull();
    assertThat(rules("threads.exclude=package:jav").reasonAgainst(thread)).isNull();
  }

  @Test
  void aBiggerStackNeedsAnOsThread() {
    assertThat(rules("").reasonAgainst(withStack(MEGABYTE))).isNull();
    assertThat(rules("").reasonAgainst(withStack(MEGABYTE + 1)))
        .isEqualTo("it asks for a stack of 1,048,577 bytes, and carriers have 1,048,576");
    Config none = Config.read("");
    assertThat(new ThreadRules(none, 4 * MEGABYTE).reasonAgainst(withStack(2 * MEGABYTE))).isNull();
    assertThat(new ThreadRules(none, MEGABYTE / 4).reasonAgainst(withStack(MEGABYTE))).isNotNull();
  }
}
