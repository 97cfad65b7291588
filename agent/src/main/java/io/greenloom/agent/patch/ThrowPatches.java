package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.AFTER;
import static io.greenloom.agent.patch.Patch.Change.BEFORE;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_RESULT;
import static io.greenloom.agent.patch.Patch.Change.SKIP_IF;

import io.greenloom.PatchArea;
import java.util.stream.Stream;

/** Where a greenlet throws what another one wants thrown in it: kills and timeouts. */
final class ThrowPatches {
  /** An interrupted wait ends with what the interrupt was for. */
  private static final Patch INTERRUPTED_EXCEPTION =
      Patch.of(
          null,
          "java.lang.InterruptedException",
          new Patch.Method("<init>", "()V", BEFORE, "interruptedExceptionMade"),
          new Patch.Method("<init>", "(Ljava/lang/String;)V", BEFORE, "interruptedExceptionMade"));

  /** A greenlet that only yields can be killed, too. */
  private static final Patch YIELD =
      Patch.of(null, "java.lang.Thread", new Patch.Method("yield", "()V", AFTER, "yielded"));

  /** Like {@link #YIELD}; a sleep of length zero is nothing else. */
  private static final Patch SLEEP =
      Patch.of(
          null,
          "java.lang.VirtualThread",
          new Patch.Method("sleepNanos", "(J)V", BEFORE, "yielded"),
          new Patch.Method("sleepNanos", "(J)V", AFTER, "yielded"));

  /** A socket that will not be connected is closed, as it is when the connect fails. */
  private static final Patch CONNECT =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.NioSocketImpl",
          Patch.Method.wrapping(
              "connect", "(Ljava/net/SocketAddress;I)V", "beginConnect", "endConnect"));

  /** A channel that is closed by a connect that will not end. */
  private static final Patch CONNECT_CHANNEL =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.SocketChannelImpl",
          Patch.Method.wrapping(
              "connect", "(Ljava/net/SocketAddress;)Z", "beginConnect", "endConnect"));

  /** An interrupt for a kill or a timeout is none of the application's. */
  private static final Patch STATUS = status("java.lang.Thread");

  /** Like {@link #STATUS}. */
  private static final Patch VIRTUAL_STATUS = status("java.lang.VirtualThread");

  /** Nor does one stay behind. */
  private static final Patch WAIT =
      Patch.of(null, "java.lang.Object", new Patch.Method("wait", "(J)V", AFTER, "waited"));

  /** One of an earlier interrupt would make a pinned thread go on at once. */
  private static final Patch PINNED =
      Patch.of(
          null,
          "java.lang.VirtualThread",
          new Patch.Method("parkOnCarrierThread", "(ZJ)V", BEFORE, "parksOnCarrier"));

  private ThrowPatches() {}

  static Stream<Patch> patches() {
    return Stream.of(
        INTERRUPTED_EXCEPTION,
        YIELD,
        SLEEP,
        CONNECT,
        CONNECT_CHANNEL,
        STATUS,
        VIRTUAL_STATUS,
        WAIT,
        PINNED);
  }

  private static Patch status(String type) {
    return Patch.of(
        null,
        type,
        new Patch.Method("interrupt", "()V", SKIP_IF, "interrupting"),
        new Patch.Method("getAndClearInterrupt", "()Z", SKIP_IF, "takesInterrupt"),
        new Patch.Method("getAndClearInterrupt", "()Z", REPLACE_RESULT, "tookInterrupt"),
        new Patch.Method("isInterrupted", "()Z", REPLACE_RESULT, "seesInterrupt"));
  }
}
