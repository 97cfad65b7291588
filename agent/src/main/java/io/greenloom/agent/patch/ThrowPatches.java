package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.AFTER;
import static io.greenloom.agent.patch.Patch.Change.BEFORE;

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

  /** An interrupt that is on its way for a kill or a timeout closes no channel. */
  private static final Patch CHANNEL =
      Patch.of(
          null,
          "java.nio.channels.spi.AbstractInterruptibleChannel",
          new Patch.Method("begin", "()V", BEFORE, "channelBegins"));

  /** Like {@link #CHANNEL}. */
  private static final Patch SELECTOR =
      Patch.of(
          null,
          "java.nio.channels.spi.AbstractSelector",
          new Patch.Method("begin", "()V", BEFORE, "channelBegins"));

  private ThrowPatches() {}

  static Stream<Patch> patches() {
    return Stream.of(
        INTERRUPTED_EXCEPTION, YIELD, SLEEP, CONNECT, CONNECT_CHANNEL, CHANNEL, SELECTOR);
  }
}
