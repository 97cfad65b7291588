package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Greenlet;
import io.greenloom.Hub;
import io.greenloom.HubBlocked;
import io.greenloom.Timeout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Child processes, pipes, and what holds a hub up. */
class B59ToB61ProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static int openFiles() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  @Test
  void b59_childrenRunWhileGreenletsTick() throws Exception {
    OnGreenlet.run(() -> {
      List<Integer> ticks = new ArrayList<>();
      Greenlet<?> ticking =
          Greenlet.spawn(() -> {
            while (true) {
              ticks.add(1);
              Greenlet.sleep(Duration.ofMillis(10));
            }
          });
      Process child = new ProcessBuilder("sh", "-c", "sleep 0.3; echo out; exit 3").start();
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(output).isEqualTo("out\n");
      assertThat(child.waitFor()).isEqualTo(3);
      assertThat(ticks.size()).isGreaterThan(3);
      ticking.kill();
    });
  }

  @Test
  void b59_limitsPollingAndMissingPrograms() throws Exception {
    OnGreenlet.run(() -> {
      Process child = new ProcessBuilder("sleep", "10").start();
      assertThat(child.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(Timeout.run(Duration.ofMillis(20), child::waitFor)).isFalse();
      child.destroy();
      assertThat(child.waitFor()).isEqualTo(143);

      Process quick = new ProcessBuilder("true").start();
      while (quick.isAlive()) {
        Greenlet.yieldNow();
      }
      assertThat(quick.exitValue()).isZero();

      int before = openFiles();
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> new ProcessBuilder("no-such-program").start())
            .isInstanceOf(IOException.class);
      }
      assertThat(openFiles()).isLessThan(before + 20);
    });
  }

  @Test
  void b60_aPipeWithAProducerAndALateConsumerInOneThread() throws Exception {
    OnGreenlet.run(() -> {
      int much = 1 << 20;
      Process cat = new ProcessBuilder("cat").start();
      Greenlet<?> producer =
          Greenlet.spawn(() -> {
            cat.getOutputStream().write(new byte[much]);
            cat.getOutputStream().close();
          });
      Greenlet.sleep(Duration.ofMillis(50));
      Greenlet<byte[]> consumer = Greenlet.spawn(() -> cat.getInputStream().readAllBytes());

      assertThat(consumer.get(LONG)).hasSize(much);
      producer.get(LONG);
      assertThat(cat.waitFor()).isZero();
    });
  }

  @Test
  void b61_whoHoldsTheHubForLongIsTold() throws Exception {
    OnGreenlet.run(() -> {});
    List<HubBlocked> told = new CopyOnWriteArrayList<>();
    Hub.addListener(told::add);
    Greenlet.spawn(
            "computes",
            () -> {
              long end = System.nanoTime() + Duration.ofMillis(600).toNanos();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
            })
        .get(LONG);
    Greenlet.sleep(Duration.ofMillis(300));

    assertThat(told)
        .anySatisfy(incident -> {
          assertThat(incident.thread()).isEqualTo("computes");
          assertThat(incident.duration()).isGreaterThan(Duration.ofMillis(90));
        });
  }
}
