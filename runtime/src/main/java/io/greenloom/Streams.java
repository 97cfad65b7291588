package io.greenloom;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
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
  interface Source<T extends @Nullable Object> {
    /** Waits for the next one, or what is to be thrown in its place; null if there is none. */
    @Nullable Ending<T> next() throws InterruptedException;
  }

  /**
   * A sequential stream of what a source gives. An exception is thrown as cause of a {@link
   * CompletionException}, and then the next element can be taken.
   *
   * @param source asked when somebody wants an element
   * @param close called when the stream is closed, or is interrupted
   */
  static <T extends @Nullable Object> Stream<T> of(Source<T> source, Runnable close) {
    Spliterator<T> spliterator =
        new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED) {
          @Override
          @SuppressWarnings("NullAway") // null if T allows it
          public boolean tryAdvance(Consumer<? super T> action) {
            Ending<T> next = take(source, close);
            if (next == null) {
              return false;
            }
            if (next.exception() != null) {
              throw new CompletionException(next.exception());
            }
            action.accept(next.value());
            return true;
          }
        };
    return StreamSupport.stream(spliterator, false).onClose(close);
  }

  private static <T extends @Nullable Object> @Nullable Ending<T> take(
      Source<T> source, Runnable close) {
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
