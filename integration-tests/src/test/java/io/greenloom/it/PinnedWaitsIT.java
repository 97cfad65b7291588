package io.greenloom.it;

import io.greenloom.it.api.PinnedWaits;
import io.greenloom.it.support.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A greenlet that waits below a native frame holds up no other of its hub, and none runs beside.
 */
final class PinnedWaitsIT {
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "hubs=1,handoff.carriers=1"})
  void othersGoOnOneAtATime(String options) {
    ChildJvm.of(PinnedWaits.class)
        .jvmArgs("-Djdk.reflect.useNativeAccessorOnly=true")
        .agent(options)
        .run()
        .assertExit(0)
        .assertOut(
            "class initializer: 7",
            "get: 7, at once 1",
            "sleep: slept, at once 1",
            "event: true, at once 1",
            "queue: 7, at once 1",
            "lock: locked, at once 1",
            "park: unparked, at once 1",
            "socket: 7, at once 1",
            "yield: yielded, at once 1",
            "pinned by pinned: 7, at once 1",
            "lookup: true, at once 1",
            "limit: limit, at once 1",
            "kill: killed true, at once 1",
            "interrupt: interrupted, again true, at once 1",
            "Object.wait: notified",
            "monitor: entered",
            "initializer of two: 7 7",
            "for ever: LoopExit");
  }
}
