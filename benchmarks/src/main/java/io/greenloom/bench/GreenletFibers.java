package io.greenloom.bench;

import io.greenloom.Channel;
import io.greenloom.Greenlet;
import io.greenloom.Hub;
import io.greenloom.Pool;
import io.greenloom.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Greenloom's API, which the agent brings. */
final class GreenletFibers implements Fibers {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Greenloom's {@code Channel}. */
  private record ChannelPassage(Channel<Integer> channel) implements Passage {
    @Override
    public void put(Integer item) throws InterruptedException {
      channel.put(item);
    }

    @Override
    public Integer get() throws InterruptedException {
      return channel.get();
    }
  }

  /** Greenloom's {@code Pool}. */
  private record PoolMapper(Pool pool) implements Mapper {
    @Override
    public List<Integer> map(List<Integer> input) throws InterruptedException, ExecutionException {
      return pool.map(element -> element, input);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  @Override
  public void requireCurrent() {
    if (Greenlet.current() == null || Hub.current() == null) {
      throw new IllegalStateException("not on a greenlet, but on " + Thread.currentThread());
    }
    int hubs = Hub.all().size();
    if (hubs != 1) {
      throw new IllegalStateException("there are " + hubs + " hubs, not one");
    }
  }

  @Override
  public <T> Future<T> start(Callable<T> body) {
    return Greenlet.spawn(body);
  }

  @Override
  public void runAll(int count, Task task) throws InterruptedException {
    Greenlet.Task own = task::run;
    List<Greenlet<?>> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(Greenlet.spawn(own));
    }
    Greenlet.joinAll(batch);
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Greenlet.sleep(time);
  }

  @Override
  public Passage channel() {
    return new ChannelPassage(new Channel<>());
  }

  @Override
  public Mapper mapper(int places) {
    return new PoolMapper(new Pool(places));
  }

  @Override
  public Object enterLimited() {
    try (Timeout timeout = Timeout.start(SECOND)) {
      return timeout;
    }
  }
}
