package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.api.Deadlocked;
import io.greenloom.it.api.ParkedMany;
import io.greenloom.it.api.Waiting;
import io.greenloom.it.legacy.Beans;
import io.greenloom.it.legacy.Hello;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.DumpText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code Hub.dump()} names what everybody is waiting for, and deadlocks first. On a busy machine a
 * hub may be reported on standard error meanwhile.
 */
@EnabledOnOs(OS.LINUX) // elsewhere sockets wait in the JDK's pollers, which tell nothing
final class DumpIT {
  private static final String LIMIT = ", [0-9,]+ ms left";

  private static String port(ChildResult result, String name) {
    Matcher port = Pattern.compile(" " + name + "=(\\d+)").matcher(result.out().getFirst());
    assertThat(port.find()).isTrue();
    return port.group(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "hubs=1,thread=false"})
  void saysWhatEachThreadWaitsFor(String options) {
    ChildResult result = ChildJvm.of(Waiting.class).agent(options).run().assertExit(0);
    DumpText dump = new DumpText(result.out());
    if (!options.contains("thread=false")) {
      checkThreads(dump, result);
      checkLocks(dump);
      assertThat(dump.stack("sleep")).last().asString().contains("java.lang.Thread.run(");
    }
    dump.assertActivity("Greenlet-1", "sleep" + LIMIT)
        .assertActivity("Greenlet-2", "join of \"Greenlet-1\" #")
        .assertActivity(
            "Greenlet-4", "join of 3 greenlets, left: \"Greenlet-1\" #, \"Greenlet-2\" #" + LIMIT);
    assertThat(dump.deadlocks()).isEmpty();
  }

  private static void checkThreads(DumpText dump, ChildResult result) {
    String server = "127\\.0\\.0\\.1:" + port(result, "server");
    String client = "127\\.0\\.0\\.1:" + port(result, "client");
    String silent = "127\\.0\\.0\\.1:" + port(result, "silent");
    String full = "127\\.0\\.0\\.1:" + port(result, "full");
    String datagrams = "127\\.0\\.0\\.1:" + port(result, "datagrams");
    dump.assertActivity("read", "socket read from " + server + " at " + client + ", fd \\d+")
        .assertActivity(
            "read with limit", "socket read from " + client + " at " + server + ", fd \\d+" + LIMIT)
        .assertActivity("accept", "socket accept at " + server + ", fd \\d+")
        .assertActivity("connect", "socket connect to " + full + " at 127[0-9.:]+, fd \\d+")
        .assertActivity("write", "socket write to " + silent + " at 127[0-9.:]+, fd \\d+")
        .assertActivity("receive", "datagram socket read at " + datagrams + ", fd \\d+")
        .assertActivity("pipe", "pipe read, fd \\d+")
        .assertActivity("selector", "selector, fd \\d+")
        .assertActivity("sleep", "sleep" + LIMIT)
        .assertActivity("park", "park of java\\.lang\\.Object@[0-9a-f]+")
        .assertActivity("join", "join of \"owner\" #")
        .assertActivity("join with limit", "join of \"owner\" #" + LIMIT)
        .assertActivity("join main", "join of \"main\" #")
        .assertActivity("get of greenlet", "join of \"Greenlet-1\" #")
        .assertActivity("main", "running"); // a platform thread, shown because it is joined
  }

  private static void checkLocks(DumpText dump) {
    String lock = "lock java\\.util\\.concurrent\\.locks\\.ReentrantLock\\$NonfairSync@[0-9a-f]+";
    String condition =
        " of java\\.util\\.concurrent\\.locks\\.AbstractQueuedSynchronizer\\$ConditionObject@.*";
    dump.assertActivity("owner", "sleep" + LIMIT)
        .assertActivity("lock", lock + " held by \"owner\" #")
        .assertActivity("lock with limit", lock + " held by \"owner\" #" + LIMIT)
        .assertActivity("monitor", "monitor java\\.lang\\.Object@[0-9a-f]+ held by \"owner\" #")
        .assertActivity("wait", "Object\\.wait of java\\.net\\.Inet4Address@[0-9a-f]+")
        .assertActivity(
            "wait with limit", "Object\\.wait of java\\.net\\.Inet4Address@[0-9a-f]+" + LIMIT)
        .assertActivity("take", "ArrayBlockingQueue\\.take" + condition)
        .assertActivity("latch", "CountDownLatch\\.await of java\\.util\\.concurrent\\.Count.*")
        .assertActivity("semaphore", "Semaphore\\.acquire of java\\.util\\.concurrent\\.Sema.*")
        .assertActivity("future", "CompletableFuture\\.get of java\\.util\\.concurrent\\.Comp.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void namesDeadlocksFirst(String options) {
    ChildResult result =
        ChildJvm.of(Deadlocked.class)
            .agent(options + ",threads.exclude=name:platform")
            .run()
            .assertExit(0);
    DumpText dump = new DumpText(result.out());
    String lock = "lock java.util.concurrent.locks.ReentrantLock$NonfairSync@";
    assertThat(dump.deadlocks())
        .containsExactlyInAnyOrder(
            "Deadlock: \"mixed lock\" # waits for monitor java.lang.Object@ held by \"mixed"
                + " monitor\" #, which waits for "
                + lock
                + " held by \"mixed lock\" #",
            "Deadlock: \"platform\" # waits for monitor java.lang.Object@ held by \"green\" #,"
                + " which waits for monitor java.lang.Object@ held by \"platform\" #",
            "Deadlock: \"joins greenlet\" # waits for join of \"Greenlet-1\" #, which waits for "
                + lock
                + " held by \"joins greenlet\" #",
            "Deadlock: \"self\" # waits for join of \"self\" #");
    assertThat(result.out().subList(0, 4)).allMatch(line -> line.startsWith("Deadlock: "));
    dump.assertActivity("behind them", Pattern.quote(lock) + "[0-9a-f]+ held by \"mixed lock\" #")
        .assertActivity("platform", "monitor java\\.lang\\.Object@[0-9a-f]+ held by \"green\" #");
    assertThat(dump.lines())
        .anyMatch(line -> line.matches("\"platform\" #\\d+, daemon, platform thread: .*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=1,handoff=false", "hubs=2"})
  void manyThreadsAreDumpedWhileOthersGoOn(String options) {
    String parked = ": \"parked-0\": park, and 49,990 more";
    ChildJvm.of(ParkedMany.class)
        .agent(options)
        .heap("512m")
        .run()
        .assertExit(0)
        .assertOut(
            "platform thread" + parked,
            "green thread" + parked,
            "greenlet" + parked,
            "ticked: true");
  }

  // -- JMX

  @Test
  void jmxHasOneBeanMore() {
    ChildResult plain = ChildJvm.of(Beans.class).run().assertExit(0).assertErr();
    List<String> expected = new ArrayList<>(plain.out());
    expected.add("io.greenloom:type=Hub");
    ChildResult green = ChildJvm.of(Beans.class).agent("").run().assertExit(0).assertErr();
    assertThat(green.out()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aServerThatRefusesTheBeanIsLeftAlone() {
    String builder = "-Djavax.management.builder.initial=" + Beans.Picky.class.getName();
    ChildResult plain = ChildJvm.of(Beans.class).jvmArgs(builder).run().assertExit(0);
    assertThat(plain.out()).endsWith("true");
    ChildJvm.of(Beans.class).jvmArgs(builder).agent("").run().assertSame(plain);
  }

  @Test
  void jmxIsNotLoadedBeforeItIsUsed() {
    ChildResult result =
        ChildJvm.of(Hello.class).jvmArgs("-Xlog:class+load").agent("").run().assertExit(3);
    assertThat(result.out())
        .anyMatch(line -> line.contains("io.greenloom.internal.hub.Hub "))
        .noneMatch(line -> line.contains(" com.sun.jmx.")) // what implements it
        .noneMatch(line -> line.contains("io.greenloom.internal.dump."));
  }
}
