package io.greenloom;

import io.greenloom.internal.Installation;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What the servers have in common: one greenlet, the taker, takes from a listener, and each thing
 * taken is handled by a greenlet of its own, a job. gevent's class of this name is the same.
 *
 * <p>Who takes first has a slot, so that what cannot be handled yet stays with the kernel. A slot
 * is given back by the notice of the job's end, which also comes if the job never began to run.
 *
 * @param <T> type of what is taken and handled
 */
abstract sealed class BaseServer<T> implements AutoCloseable permits StreamServer, DatagramServer {
  /** How long {@link #stop()} waits for jobs. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  /** How long jobs have to clean up when they are killed. */
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(1);

  /** While things come faster than they are taken, the taker would never let a job run. */
  private static final int MOST_IN_A_ROW = 100;

  private final Semaphore slots;
  private final Set<Job> jobs = ConcurrentHashMap.newKeySet();
  private final Event closed = new Event();

  /** Guarded by this. */
  private boolean started;

  /** Who takes, null while the server is not accepting. Guarded by this. */
  private @Nullable Greenlet<?> taker;

  BaseServer(int mostJobs) {
    this.slots = new Semaphore(mostJobs, true);
  }

  /** What is being handled. */
  private final class Job extends Waitable.Notice {
    private final T what;
    private final Greenlet<?> greenlet;

    Job(T what) {
      this.what = what;
      this.greenlet = Greenlet.builder().name(nameOf(what)).unstarted(this::run);
      greenlet.leaveTree(); // or each client would find what others have left
    }

    private void run() throws Exception {
      try {
        handle(what);
      } finally {
        discard(what);
      }
    }

    void start() {
      jobs.add(this);
      greenlet.onReady(this);
      greenlet.start();
    }

    @Override
    void ready(Waitable waitable) {
      discard(what); // it may have been killed before it began
      jobs.remove(this);
      slots.release();
    }
  }

  // -- of the listener, and what comes from it

  abstract void open() throws IOException;

  abstract void closeListener() throws IOException;

  abstract boolean isListenerClosed();

  abstract T take() throws IOException;

  /** The name of the greenlet that handles it. */
  abstract String nameOf(T what);

  abstract void handle(T what) throws Exception;

  /** Releases what belongs to it; called at least once, must neither wait nor throw. */
  abstract void discard(T what);

  // -- starting

  /**
   * Opens the listener and begins to accept, on the hub of the calling thread's greenlets. Does
   * nothing if the server is started.
   *
   * @throws IOException if it cannot listen at the address, which the message names; it may be
   *     tried again
   * @throws IllegalStateException if the server has been stopped, or Greenloom is not installed in
   *     this JVM
   */
  public synchronized void start() throws IOException {
    Installation.require();
    if (closed.isSet()) {
      throw stopped();
    }
    if (!started) {
      open();
      started = true;
      startAccepting();
    }
  }

  /**
   * Accepts again after {@link #stopAccepting}, also those that have come meanwhile. Does nothing
   * if the server is accepting.
   *
   * @throws IllegalStateException if the server is not started
   */
  public synchronized void startAccepting() {
    if (closed.isSet()) {
      throw stopped();
    }
    if (!started) {
      throw new IllegalStateException(this + " is not started: call start() first");
    }
    if (taker == null || taker.isReady()) {
      taker = Greenlet.spawn(toString(), this::takeAll);
    }
  }

  private IllegalStateException stopped() {
    return new IllegalStateException(this + " has been stopped: make a new one to start again");
  }

  /** Tells which address it was. */
  static IOException bindFailure(InetSocketAddress address, IOException cause) {
    String reason =
        address.isUnresolved() ? "the host is unknown" : String.valueOf(cause.getMessage());
    BindException failure = new BindException("cannot listen on " + text(address) + ": " + reason);
    failure.initCause(cause);
    return failure;
  }

  /** An address as people write it; never looks a name up. */
  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]:" : host + ":") + address.getPort();
  }

  // -- accepting

  private void takeAll() throws InterruptedException {
    BackOff backOff = new BackOff(this);
    int inARow = 0;
    while (true) {
      slots.acquire();
      T taken = null;
      Exception failure = null;
      try {
        taken = take();
      } catch (SocketTimeoutException e) {
        continue; // the limit of a listener that was given; nothing has happened
      } catch (IOException | RuntimeException e) {
        failure = e;
      } finally {
        if (taken == null) {
          slots.release();
        }
      }
      if (taken != null) {
        startJob(taken, backOff);
        if (++inARow % MOST_IN_A_ROW == 0) {
          Greenlet.yieldNow();
        }
      } else if (isListenerClosed()) {
        closed.set(); // perhaps by somebody else, who was given it or gave it
        return;
      } else {
        backOff.await(failure);
      }
    }
  }

  /** Drops it if there is no memory for a greenlet, as the kernel does when it has none. */
  private void startJob(T taken, BackOff backOff) throws InterruptedException {
    Job job = null;
    try {
      job = new Job(taken);
      job.start();
      backOff.reset();
    } catch (OutOfMemoryError e) {
      if (job != null) {
        job.greenlet.throwIn(new GreenletExit()); // which gives everything back
      } else {
        discard(taken);
        slots.release();
      }
      backOff.await(new IOException("no memory to handle a connection", e));
    }
  }

  /**
   * Stops accepting; what comes waits in the kernel, as long as there is room, and what is being
   * handled goes on. Does nothing if the server is not accepting.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void stopAccepting() throws InterruptedException {
    Greenlet<?> old;
    synchronized (this) {
      old = taker;
    }
    if (old != null) {
      old.kill();
      synchronized (this) {
        taker = taker == old ? null : taker;
      }
    }
  }

  // -- stopping

  /**
   * Stops the server, and gives what is being handled one second to end.
   *
   * @throws InterruptedException if the current thread is interrupted
   * @see #stop(Duration)
   */
  public void stop() throws InterruptedException {
    stop(STOP_TIMEOUT);
  }

  /**
   * Stops the server: closes the listener, waits for what is being handled to end, and kills what
   * has not ended in time, see {@link Greenlet#kill()}. A handler may stop its server; it is then
   * neither waited for nor killed. Harmless if the server is stopped or was never started.
   *
   * <p>If the wait ends with an exception, because it is interrupted or the calling greenlet
   * killed, the rest is killed at once.
   *
   * @param timeout how long to wait before killing; zero for not at all, null for no limit
   * @throws InterruptedException if the current thread is interrupted
   */
  public void stop(@Nullable Duration timeout) throws InterruptedException {
    List<Greenlet<?>> rest;
    try {
      stopListening();
      Greenlet.joinAll(handlers(), timeout);
    } finally {
      rest = handlers();
      rest.forEach(handler -> handler.throwIn(new GreenletExit(this + " is stopped")));
    }
    Greenlet.joinAll(rest, KILL_TIMEOUT);
  }

  /**
   * Closes the listener, so that nobody can connect any more, and leaves what is being handled to
   * end in its own time. {@link #serveForever} waits for that. gevent's {@code close}.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void stopListening() throws InterruptedException {
    synchronized (this) {
      closed.set();
      try {
        closeListener();
      } catch (IOException e) {
        // it is closed all the same
      }
    }
    stopAccepting();
  }

  /** Stops the server as {@link #stop()} does; an interrupt kills what is being handled at once. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts the server, unless it is started, and waits until it has been stopped and nothing is
   * being handled any more. Returns at once if it has been stopped. If the wait ends with an
   * exception, because it is interrupted or the calling greenlet killed, the server is stopped.
   *
   * @throws IOException if it cannot listen at the address
   * @throws InterruptedException if the current thread is interrupted
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public void serveForever() throws IOException, InterruptedException {
    synchronized (this) {
      if (!closed.isSet()) {
        start();
      }
    }
    boolean ended = false;
    try {
      closed.await();
      stopAccepting();
      Greenlet.joinAll(handlers());
      ended = true;
    } finally {
      if (!ended) { // by a greenlet, whose waits do not end if this one is told to end once more
        Greenlet.spawn("stop of " + this, () -> stop()).join();
      }
    }
  }

  /** Who handles something, without the calling greenlet. */
  private List<Greenlet<?>> handlers() {
    List<Greenlet<?>> handlers = new ArrayList<>();
    jobs.forEach(job -> handlers.add(job.greenlet));
    handlers.remove(Greenlet.current());
    return handlers;
  }

  // -- what it is

  /** {@return whether it has been started and not been stopped; it may not be accepting} */
  public synchronized boolean isStarted() {
    return started && !closed.isSet();
  }

  /** {@return whether it has been stopped, started or not} */
  public boolean isClosed() {
    return closed.isSet();
  }

  /** How many are being handled. */
  final int jobs() {
    return jobs.size();
  }

  /**
   * Where it listens.
   *
   * @return the address with the port that the system has chosen once the server is started, the
   *     one that was asked for before
   */
  public abstract InetSocketAddress address();

  /** {@return the port it listens on; 0 before the start if the system is to choose one} */
  public int port() {
    return address().getPort();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + text(address()) + "]";
  }
}
