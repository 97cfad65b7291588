package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class EngineErrorsTest {
  private final EngineErrors errors = new EngineErrors();

  @Test
  void keepsTheFirstAndTheLast() {
    assertThat(errors.first()).isNull();
    assertThat(errors.last()).isNull();

    errors.note("a test", new IllegalStateException("one\nof two lines"));
    errors.note("the end", new StackOverflowError());

    assertThat(errors.count()).isEqualTo(2);
    assertThat(errors.first())
        .startsWith("java.lang.IllegalStateException: one in a test\n\tat ")
        .contains(EngineErrorsTest.class.getName());
    assertThat(errors.last()).isEqualTo("java.lang.StackOverflowError in the end");
  }

  /** As memory may be what is missing. */
  @Test
  void notingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Error error = new OutOfMemoryError("thrown by a test");
    errors.note("a test", error);
    long unused = threads.getCurrentThreadAllocatedBytes(); // loads what the measuring needs

    long before = threads.getCurrentThreadAllocatedBytes();
    errors.note("a test", error);
    long after = threads.getCurrentThreadAllocatedBytes();

    assertThat(after - before).isZero();
    assertThat(unused).isPositive();
    assertThat(errors.count()).isEqualTo(2);
  }
}
