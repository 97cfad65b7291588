package io.greenloom;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Streams whose elements have to be waited for. */
final class Streams {
  private Streams() {}

  /**
   * Where the elements come from.
   *
   * @param <T> type of the elements
   */
  @FunctionalInterface
  interface Source<T> {
    /** Waits for the next one; null if there is none. */
    @Nullable T next() throws InterruptedException;
  }

  /**
   * A sequential stream of what a source gives.
   *
   * @param source asked when somebody wants an element
   * @param close called when the stream is closed, or is interrupted
   */
  static <T> Stream<T> of(Source<T> source, Runnable close) {
    Spliterator<T> spliterator =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super T> action) {
            T next = take(source, close);
            if (next == null) {
              return false;
            }
            action.accept(next);
            return true;
          }
        };
    return StreamSupport.stream(spliterator, false).onClose(close);
  }

  private static <T> @Nullable T take(Source<T> source, Runnable close) {
    try {
      return source.next();
    } catch (InterruptedException e) {
      close.run();
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for the next element");
      cancelled.initCause(e);
      throw cancelled;
    }
  }
}
