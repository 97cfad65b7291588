package io.greenloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether as many threads as are meant have a resource at a time. */
class ResourceTest {
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(strings = {"semaphore", "lock", "monitor", "queue", "wait"})
  void asManyAsMayHaveItDo(String name) throws Exception {
    Resource resource = Resource.of(name);
    TurnTakers takers =
        new TurnTakers(
            ThreadSource.PLATFORM,
            8,
            10,
            Duration.ofSeconds(30),
            () -> {
              resource.access().with(this::hold);
              return true;
            });
    takers.run();
    assertThat(takers.turns()).isEqualTo(80);
    assertThat(most).hasValue(resource.capacity());
  }

  private boolean hold() throws InterruptedException {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    TimeUnit.MILLISECONDS.sleep(5);
    inside.decrementAndGet();
    return true;
  }
}
