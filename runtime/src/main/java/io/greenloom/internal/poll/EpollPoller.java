package io.greenloom.internal.poll;

import io.greenloom.internal.jdk.Epoll;
import io.greenloom.internal.jdk.TimerFd;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Poller on Linux's epoll facility, woken through an eventfd.
 *
 * <p>A wait that ends with a timer is made precise by a {@link TimerFd} in the epoll instance,
 * where there is one.
 *
 * <p>The event carries the file descriptor's number only. An event of a closed file descriptor
 * whose number is in use again is therefore reported to the new one: waiters have to retry their
 * operation anyway, so this costs a system call and nothing else.
 */
public final class EpollPoller extends Poller {
  private static final int MAX_EVENTS = 512;
  private static final int FAILED = Epoll.ERR | Epoll.HUP;
  private static final int IRREGULAR = FAILED | Epoll.RDHUP | Epoll.PRI;
  private static final int READABLE = IRREGULAR | Epoll.IN;
  private static final int WRITABLE = FAILED | Epoll.OUT;
  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** Longer waits may be a millisecond late, which saves a system call. */
  private static final long PRECISE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int NOT_OPENED = -2;
  private static final int FAILED_TO_OPEN = -1;

  private final Netpoll netpoll;
  private final int epfd;
  private final FileDescriptor descriptor;
  private final int wakefd;
  private final long events;

  // the carrier's only

  private int timerfd = NOT_OPENED;

  /** How many events the last wait has brought, and how many of them have been given out. */
  private int count;

  private int given;

  /**
   * Opens an epoll instance.
   *
   * @param netpoll where events are reported
   * @throws IOException if the system refuses
   */
  public EpollPoller(Netpoll netpoll) throws IOException {
    this.netpoll = netpoll;
    this.epfd = Epoll.create();
    this.descriptor = Epoll.descriptor(epfd);
    this.wakefd = Epoll.newEventFd();
    this.events = Epoll.allocateEvents(MAX_EVENTS + TimerFd.EVENTS_FOR_TIME);
    // edge-triggered: each write is reported once and nobody ever has to read
    check(Epoll.ctl(epfd, Epoll.ADD, wakefd, Epoll.IN | Epoll.EDGE_TRIGGERED), wakefd);
    netpoll.join(this);
  }

  @Override
  public String facility() {
    return "epoll";
  }

  @Override
  public boolean canPoll() {
    return true;
  }

  @Override
  public void register(int fd) throws IOException {
    int interest = Epoll.IN | Epoll.OUT | Epoll.RDHUP | Epoll.PRI | Epoll.EDGE_TRIGGERED;
    int errno = Epoll.ctl(epfd, Epoll.ADD, fd, interest);
    if (errno == Epoll.EEXIST) {
      errno = Epoll.ctl(epfd, Epoll.MODIFY, fd, interest);
    }
    check(errno, fd);
  }

  @Override
  public void registerOnce(int fd) throws IOException {
    int interest = Epoll.IN | Epoll.ONE_SHOT;
    int errno = Epoll.ctl(epfd, Epoll.MODIFY, fd, interest);
    if (errno == Epoll.ENOENT) {
      errno = Epoll.ctl(epfd, Epoll.ADD, fd, interest);
    }
    check(errno, fd);
  }

  private static void check(int errno, int fd) throws IOException {
    if (errno != 0) {
      throw new IOException("epoll_ctl failed for file descriptor " + fd + ": errno " + errno);
    }
  }

  @Override
  public void poll(long nanos) throws IOException {
    given = 0;
    count = 0; // also if the wait fails
    count = Epoll.wait(epfd, events, MAX_EVENTS, hasTimerFor(nanos) ? -1 : toMillis(nanos));
  }

  @Override
  public boolean hasEvents() {
    return Epoll.isReadable(descriptor);
  }

  @Override
  public long next() {
    while (given < count) {
      int i = given++;
      int fd = Epoll.fd(events, i);
      if (fd != wakefd && fd != timerfd) {
        return ((long) fd << Integer.SIZE) | (Epoll.events(events, i) & 0xFFFF_FFFFL);
      }
    }
    return NONE;
  }

  @Override
  public void report(long event) {
    int fd = (int) (event >>> Integer.SIZE);
    int what = (int) event;
    if ((what & IRREGULAR) != 0) {
      netpoll.irregular(fd);
    }
    netpoll.ready(fd, (what & READABLE) != 0, (what & WRITABLE) != 0);
  }

  /** Arms the timer if the wait needs more precision than epoll's, and returns whether it did. */
  private boolean hasTimerFor(long nanos) {
    if (nanos < SPIN_NANOS || nanos > PRECISE_NANOS || nanos % NANOS_PER_MILLI == 0) {
      return false;
    }
    return TimerFd.isLinked() && hasTimer() && TimerFd.arm(timerfd, events, MAX_EVENTS, nanos);
  }

  private boolean hasTimer() {
    if (timerfd == NOT_OPENED) {
      timerfd = TimerFd.create();
      // edge-triggered: each expiry is reported once and nobody ever has to read
      if (timerfd >= 0
          && Epoll.ctl(epfd, Epoll.ADD, timerfd, Epoll.IN | Epoll.EDGE_TRIGGERED) != 0) {
        Epoll.close(timerfd);
        timerfd = FAILED_TO_OPEN;
      }
    }
    return timerfd >= 0;
  }

  /** Rounds up, as no timer may fire early; what is all but due is waited for without sleeping. */
  private static int toMillis(long nanos) {
    if (nanos < SPIN_NANOS) {
      return (nanos >= 0) ? 0 : -1;
    }
    return (int) Math.min(Integer.MAX_VALUE, (nanos - 1) / NANOS_PER_MILLI + 1);
  }

  @Override
  public void wakeup() {
    Epoll.signal(wakefd);
  }
}
