package io.greenloom.it.suites;

import java.time.Duration;
import java.util.List;

/** The suites that are run; their versions are in the parent pom, their class paths in suites/. */
final class PublishedSuites {
  static final List<Suite> LIST =
      List.of(commonsLang3(), commonsPool2(), commonsIo(), commonsDbcp2(), netty(), zookeeper());

  private PublishedSuites() {}

  /** Locks, initializers, a semaphore, and what asks threads and groups for each other. */
  private static Suite commonsLang3() {
    return Suite.of("commons-lang3", "commons-lang3")
        .classes("org\\.apache\\.commons\\.lang3\\.(concurrent\\..*|Thread.*|time\\.StopWatch.*)")
        // each holds a lock for 15 or 30 s
        .quickWithout(
            "LockingVisitorsTest\\.testReentrantLock(Fairness)?",
            "LockingVisitorsTest\\.test(ReentrantReadWrite|Stamped)LockExclusive");
  }

  /** Pools that threads wait for, with timers that evict. */
  private static Suite commonsPool2() {
    return Suite.of("commons-pool2", "commons-pool2")
        // for cglib
        .jvmArgs("--add-opens=java.base/java.lang=ALL-UNNAMED")
        .except("TestSoftRefOutOfMemory\\..*", "fills the heap on purpose; upstream leaves it out")
        .except("testMaxActivePerKeyExceeded", "computes for two minutes on one thread")
        .quickWithout(
            "test(Max.*UnderLoad|MaxTotalWithThreads|ConcurrentInvalidate|NoInstanceOverlap)",
            "test(Eviction.*|Evictor.*|Eroding.*|Abandoned.*|UsageTracking|CheckMinIdle.*)",
            "test(GetIdleTimeMillis|ValidationOnCreateOnly|StackTrace|ClearUnblocksWaiters)",
            "test(ConcurrentBorrow.*|BorrowObjectFairness|MaxTotalInvariant)",
            "TestGenericKeyedObjectPool\\.testThreaded1");
  }

  /** Threads that tail, watch and clean up files, read ahead, and pass bytes on through queues. */
  private static Suite commonsIo() {
    return Suite.of("commons-io", "commons-io")
        .classes(
            "org\\.apache\\.commons\\.io\\.(FileCleaner|IOUtilsConcurrent|IOUtilsMultithreadedSkip"
                + "|ThreadMonitor|input\\.(QueueInputStream|Tailer.*|ReadAheadInputStream)"
                + "|output\\.QueueOutputStream|monitor\\..*)Test")
        .except(
            "ReadAheadInputStreamTest\\.testClosePlusExecutorService",
            "reads a file of the source tree")
        .except("TailerTest\\.testMultiByteBreak", "reads a resource as a file");
  }

  /** A pool of JDBC connections, much of it through threads that compete. */
  private static Suite commonsDbcp2() {
    return Suite.of("commons-dbcp2", "commons-dbcp2")
        .jvmArgs("--add-exports=java.management/com.sun.jmx.mbeanserver=ALL-UNNAMED");
  }

  /** Event loops, selectors and TLS over loopback; all transports that need no native library. */
  private static Suite netty() {
    return Suite.of("netty", "netty-testsuite")
        .classes("io\\.netty\\.testsuite\\.transport\\..*Test")
        .except("SocketConnectionAttemptTest\\..*", "connects to addresses of other networks")
        .except("DatagramMulticast(IPv6)?Test\\..*", "depends on the network interfaces")
        .except(
            "SocketSslSessionReuseTest\\.testSslSessionTrustManagerResumption",
            "needs netty's native OpenSSL");
  }

  /** Servers and clients in one JVM: sessions, watches, time-outs, reconnects. */
  private static Suite zookeeper() {
    return Suite.of("zookeeper", "zookeeper")
        .classes(
            "org\\.apache\\.zookeeper\\.test\\.(ACL|Async(Ops)?|Auth|Chroot(Async)?"
                + "|Client(Hammer|Retry)?|DisconnectedWatcher|FourLetterWords|GetChildren2|MaxCnxns"
                + "|Multi.*|Persistent.*Watcher|ServerCnxn|Session(Invalidation|Timeout|TrackerCheck)?"
                + "|Stat|SyncCall|Watch.*)Test")
        // where a test leaves its servers' files: its working folder
        .jvmArgs("-Dbuild.test.dir=data")
        .deadline(Duration.ofMinutes(15));
  }
}
