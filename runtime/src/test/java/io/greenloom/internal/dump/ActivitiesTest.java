package io.greenloom.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActivitiesTest {
  private static final Thread OWNER = new Thread("owner");
  private static final List<StackTraceElement> PARKED =
      Frames.of(
          "java.lang.VirtualThread.park",
          "java.util.concurrent.locks.LockSupport.park",
          "app.Main.run");

  private final Activities owned = new Activities(lock -> OWNER);
  private final Activities unowned = new Activities(lock -> null);
  private final Descriptors descriptors = new Descriptors(Path.of("no such folder"));

  /** A lock of the application's making. */
  private static final class OwnLock extends AbstractOwnableSynchronizer {
    private static final long serialVersionUID = 1;
  }

  private static Facts facts(State state, List<StackTraceElement> trace, @Nullable Object lock) {
    return new Facts(false, state, trace, lock, 0, null, null, Activity.NO_LIMIT);
  }

  private static Facts io(int event, boolean mounted, State state, String... methods) {
    Mark mark = new Mark();
    mark.ioWaitBegins(9, event);
    return new Facts(
        mounted, state, Frames.of(methods), null, mark.ioWait(), null, null, Activity.NO_LIMIT);
  }

  /** Marks waits. */
  private static final class Mark extends GreenloomGreenlet {
    Mark() {
      super(null);
    }

    @Override
    public void execute(Runnable command) {
      throw new UnsupportedOperationException();
    }
  }

  private String text(Activity activity) {
    return activity.text(descriptors);
  }

  @Test
  void runs() {
    Facts mounted = new Facts(true, State.RUNNABLE, PARKED, null, 0, null, null, -1);

    assertThat(text(owned.of(mounted))).isEqualTo("running");
    assertThat(text(owned.of(facts(State.RUNNABLE, PARKED, null)))).isEqualTo("ready");
  }

  @Test
  void waitsForALock() {
    OwnLock lock = new OwnLock();
    Activity activity = owned.of(facts(State.WAITING, PARKED, lock));

    assertThat(text(activity))
        .isEqualTo("lock " + Names.of((Object) lock) + " held by " + Names.of(OWNER));
    assertThat(activity.canDeadlock()).isTrue();
    assertThat(text(unowned.of(facts(State.WAITING, PARKED, lock))))
        .isEqualTo("park of " + Names.of((Object) lock));
  }

  @Test
  void aLatchIsNoLock() {
    Object blocker = new CountDownLatch(1);

    assertThat(text(unowned.of(facts(State.WAITING, PARKED, blocker)))).startsWith("park of ");
  }

  @Test
  void waitsForAMonitor() {
    Activity activity = owned.of(facts(State.BLOCKED, PARKED, this));

    assertThat(text(activity)).isEqualTo("monitor " + Names.of(this) + " held by one that runs");
    assertThat(text(activity.ownedBy(OWNER))).endsWith(" held by " + Names.of(OWNER));
    assertThat(text(owned.of(facts(State.BLOCKED, PARKED, null)))).isEqualTo("a monitor");
  }

  @Test
  void waitsInObjectWait() {
    List<StackTraceElement> trace = Frames.of("java.lang.Object.wait0", "app.Main.run");

    assertThat(text(owned.of(facts(State.WAITING, trace, this))))
        .isEqualTo("Object.wait of " + Names.of(this));
  }

  @Test
  void sleeps() {
    List<StackTraceElement> trace =
        Frames.of("java.lang.VirtualThread.parkNanos", "java.lang.VirtualThread.sleepNanos");
    Facts facts = new Facts(false, State.TIMED_WAITING, trace, null, 0, null, null, 1_499_000_001);

    assertThat(text(owned.of(facts))).isEqualTo("sleep, 1,500 ms left");
  }

  @Test
  void joins() {
    Facts thread = new Facts(false, State.WAITING, PARKED, this, 0, OWNER, null, -1);
    Facts several =
        new Facts(false, State.WAITING, PARKED, this, 0, null, "join of 2 greenlets", -1);

    assertThat(text(owned.of(thread))).isEqualTo("join of " + Names.of(OWNER));
    assertThat(owned.of(thread).canDeadlock()).isTrue();
    assertThat(text(owned.of(several))).isEqualTo("join of 2 greenlets");
  }

  @Test
  void aWaitWithALimitIsNoDeadlock() {
    Facts facts = new Facts(false, State.TIMED_WAITING, PARKED, this, 0, OWNER, null, 5);

    assertThat(owned.of(facts).canDeadlock()).isFalse();
  }

  @Test
  void waitsForAFileDescriptor() {
    Facts read =
        io(GreenloomGreenlet.READ, false, State.WAITING, "sun.nio.ch.NioSocketImpl.implRead");
    Facts accept =
        io(GreenloomGreenlet.READ, false, State.WAITING, "sun.nio.ch.NioSocketImpl.accept");
    Facts write =
        io(GreenloomGreenlet.WRITE, false, State.WAITING, "sun.nio.ch.NioSocketImpl.implWrite");
    Facts connect =
        io(GreenloomGreenlet.WRITE, false, State.WAITING, "sun.nio.ch.NioSocketImpl.connect");
    Facts select = io(GreenloomGreenlet.SELECT, false, State.WAITING, "app.Main.run");

    assertThat(text(owned.of(read))).isEqualTo("read, fd 9");
    assertThat(text(owned.of(accept))).isEqualTo("accept, fd 9");
    assertThat(text(owned.of(write))).isEqualTo("write, fd 9");
    assertThat(text(owned.of(connect))).isEqualTo("connect, fd 9");
    assertThat(text(owned.of(select))).isEqualTo("selector, fd 9");
  }

  @Test
  void aPinnedWaitIsCalledSo() {
    Facts waits = io(GreenloomGreenlet.READ, true, State.WAITING, "app.Main.run");
    Facts runs = io(GreenloomGreenlet.READ, true, State.RUNNABLE, "app.Main.run");

    assertThat(text(owned.of(waits))).isEqualTo("read, fd 9, pinned");
    assertThat(text(owned.of(runs))).isEqualTo("running");
  }
}
