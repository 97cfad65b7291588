package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.StackWalker.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a stack looks like from its top to its end. */
public final class StackTraces {
  private StackTraces() {}

  private static final class Sub extends Thread {
    private volatile List<String> trace = List.of();

    @Override
    public void run() {
      trace = frames(new Throwable().getStackTrace());
    }
  }

  private static List<String> frames(StackTraceElement[] trace) {
    return Stream.of(trace).map(StackTraceElement::toString).map(StackTraces::plain).toList();
  }

  private static String plain(String frame) {
    return frame
        .replaceAll("\\$\\$Lambda.*", "lambda")
        .replaceAll("lambda\\$\\w+\\$\\d+", "lambda");
  }

  /** Runs the program. */
  public static void main(String[] args) {
    step("of an exception", () -> Steps.inside(() -> frames(new Exception().getStackTrace())));
    step("one's own", () -> Steps.inside(() -> frames(Thread.currentThread().getStackTrace())));
    step(
        "subclass",
        () -> {
          Sub sub = new Sub();
          sub.start();
          join(sub);
          return sub.trace;
        });
    step(
        "in a pool",
        () -> {
          try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            return pool.submit(() -> frames(new Exception().getStackTrace())).get();
          }
        });
    step(
        "another's, from the application's frame on",
        () -> {
          Thread thread = startDaemon("parked", LockSupport::park);
          awaitState(thread, Thread.State.WAITING);
          List<String> frames =
              Stream.of(thread.getStackTrace())
                  .dropWhile(frame -> !Steps.isApplication(frame))
                  .map(StackTraceElement::toString)
                  .map(StackTraces::plain)
                  .toList();
          LockSupport.unpark(thread);
          join(thread);
          return frames;
        });
    step(
        "walked",
        () ->
            Steps.inside(() ->
                StackWalker.getInstance()
                    .walk(frames -> frames.map(frame -> plain(frame.toString())).toList())));
    step(
        "walked with forEach",
        () ->
            Steps.inside(() -> {
              List<String> classes = new ArrayList<>();
              StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE)
                  .forEach(frame -> classes.add(frame.getDeclaringClass().getName()));
              return classes;
            }));
    step("caller's class", () -> Steps.inside(StackTraces::caller));
    step("deep recursion", () -> Steps.inside(() -> deep(5_000)));
    step("deep walk", () -> Steps.inside(() -> walkFrom(3_000)));
    step("blocks deep in its stack", () -> Steps.inside(() -> blockAt(5_000)));
    step(
        "with a cause",
        () ->
            Steps.inside(() -> {
              Exception cause = new IllegalStateException("cause");
              Exception outer = new IllegalArgumentException("outer", cause);
              return frames(outer.getStackTrace()).size() == frames(cause.getStackTrace()).size();
            }));
    step(
        "printed",
        () -> {
          Thread thread = startDaemon("printer", () -> new Exception("printed").printStackTrace());
          join(thread);
          return "";
        });
    step(
        "dumped",
        () -> {
          Thread thread = startDaemon("dumper", Thread::dumpStack);
          join(thread);
          return "";
        });
  }

  private static Object caller() {
    return StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE).getCallerClass().getName();
  }

  private static int deep(int depth) {
    return depth == 0 ? new Throwable().getStackTrace().length : deep(depth - 1);
  }

  private static long walkFrom(int depth) {
    return depth == 0 ? StackWalker.getInstance().walk(Stream::count) : walkFrom(depth - 1);
  }

  private static @Nullable Object blockAt(int depth) throws InterruptedException {
    return depth == 0
        ? new LinkedBlockingQueue<String>().poll(1, TimeUnit.MILLISECONDS)
        : blockAt(depth - 1);
  }
}
