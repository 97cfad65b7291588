package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.BEFORE;
import static io.greenloom.agent.patch.Patch.Change.SKIP_IF;

import io.greenloom.PatchArea;
import java.util.List;
import java.util.stream.Stream;

/**
 * The patches of the areas dns, file and process. What can be polled waits in the hub's poller; of
 * the rest the JDK marks most calls that may take long, with {@code jdk.internal.misc.Blocker}.
 */
final class BlockingPatches {
  private static final String BYTES = "([BII)";

  /** Where the system's resolver is asked; who has a resolver of his own does not come here. */
  private static final Patch RESOLVER =
      Patch.of(
          PatchArea.DNS,
          "java.net.InetAddress$PlatformResolver",
          lookup("begin", "beginLookup", byName()),
          lookup("end", "endLookup", byName()),
          lookup("begin", "beginLookup", byAddress()),
          lookup("end", "endLookup", byAddress()));

  /** {@code InetAddress.isReachable}. */
  private static final Patch PROBE = probe("java.net.Inet6AddressImpl");

  /** Like {@link #PROBE}. */
  private static final Patch IPV4_PROBE = probe("java.net.Inet4AddressImpl");

  /** Starting a process waits until its program has begun. */
  private static final Patch PROCESS =
      Patch.of(
          PatchArea.PROCESS,
          "java.lang.ProcessImpl",
          Patch.Method.wrapping(
              "start",
              "([Ljava/lang/String;Ljava/util/Map;Ljava/lang/String;"
                  + "[Ljava/lang/ProcessBuilder$Redirect;Z)Ljava/lang/Process;",
              "beginProcessStart",
              "endProcessStart"));

  /** {@code fsync} takes as long as the disk does. */
  private static final Patch SYNC =
      Patch.of(
          PatchArea.FILE,
          "java.io.FileDescriptor",
          blocker("begin", "sync", "()V", "beginBlocking"),
          blocker("end", "sync", "()V", "endBlocking"));

  /** So does {@code FileChannel.force}. */
  private static final Patch CHANNEL =
      Patch.of(
          PatchArea.FILE,
          "sun.nio.ch.FileChannelImpl",
          blocker("begin", "implForce", "(Z)V", "beginBlocking"),
          blocker("end", "implForce", "(Z)V", "endBlocking"));

  /** A file lock takes as long as another process does. */
  private static final Patch LOCK =
      Patch.of(
          PatchArea.FILE,
          "sun.nio.ch.UnixFileDispatcherImpl",
          Patch.Method.wrapping("lock", "(Ljava/io/FileDescriptor;ZJJZ)I", "beginLock", "endLock"));

  /** Closing a file channel ends the wait for a lock, and so does an interrupt, which closes it. */
  private static final Patch LOCKERS =
      Patch.of(
          PatchArea.FILE,
          "sun.nio.ch.NativeThreadSet",
          Patch.Method.replacing("wait", "signalAndWait", "()V", "signalLockers"));

  /** So does {@code MappedByteBuffer.force}. */
  private static final Patch MAPPED =
      Patch.of(
          PatchArea.FILE,
          "java.nio.MappedMemoryUtils",
          blocker("begin", "force", "(Ljava/io/FileDescriptor;JZJJ)V", "beginBlocking"),
          blocker("end", "force", "(Ljava/io/FileDescriptor;JZJJ)V", "endBlocking"));

  /** Pipes, terminals and devices, among them {@code System.in} and what a process prints. */
  private static final Patch INPUT =
      Patch.of(
          PatchArea.FILE,
          "java.io.FileInputStream",
          new Patch.Method("read", "()I", SKIP_IF, "beforeReadByte"),
          new Patch.Method("read", "([B)I", SKIP_IF, "beforeReadArray"),
          new Patch.Method("read", BYTES + "I", SKIP_IF, "beforeReadBytes"));

  /** Like {@link #INPUT}. */
  private static final Patch OUTPUT =
      Patch.of(
          PatchArea.FILE,
          "java.io.FileOutputStream",
          new Patch.Method("write", "(I)V", BEFORE, "beforeWriteByte"),
          new Patch.Method("write", "([B)V", SKIP_IF, "writeArray"),
          new Patch.Method("write", BYTES + "V", SKIP_IF, "writeBytes"));

  /** Like {@link #INPUT}. */
  private static final Patch RANDOM_ACCESS =
      Patch.of(
          PatchArea.FILE,
          "java.io.RandomAccessFile",
          new Patch.Method("read", "()I", BEFORE, "beforeRandomReadByte"),
          Patch.Method.replacing("read0", "implReadLine", "()Ljava/lang/String;", "readByteOfLine"),
          new Patch.Method("readBytes", BYTES + "I", BEFORE, "beforeRandomReadBytes"),
          new Patch.Method("write", "(I)V", BEFORE, "beforeRandomWriteByte"),
          new Patch.Method("writeBytes", BYTES + "V", SKIP_IF, "randomWriteBytes"));

  /** Like {@link #INPUT}, for file channels and the streams of {@code Files}. */
  private static final Patch DISPATCHER =
      Patch.of(
          PatchArea.FILE,
          "sun.nio.ch.UnixFileDispatcherImpl",
          new Patch.Method("read", "(Ljava/io/FileDescriptor;JI)I", SKIP_IF, "beforeRead"),
          new Patch.Method("readv", "(Ljava/io/FileDescriptor;JI)J", SKIP_IF, "beforeReadv"),
          new Patch.Method("write", "(Ljava/io/FileDescriptor;JI)I", SKIP_IF, "writeInPieces"),
          new Patch.Method("writev", "(Ljava/io/FileDescriptor;JI)J", SKIP_IF, "gatherInPieces"));

  /** Closing a file channel wakes who waits for it. */
  private static final Patch CHANNEL_CLOSE =
      Patch.of(
          PatchArea.FILE,
          "sun.nio.ch.FileChannelImpl",
          new Patch.Method("implCloseChannel", "()V", BEFORE, "closingChannel"));

  /** All other files are closed here; the hubs then forget the file descriptor. */
  private static final Patch CLOSE =
      Patch.of(
          PatchArea.FILE,
          "java.io.FileDescriptor",
          new Patch.Method("close", "()V", BEFORE, "closingFile"));

  /** Or here, if nobody has closed them. */
  private static final Patch CLEANING =
      Patch.of(
          PatchArea.FILE,
          "java.io.FileCleanable",
          new Patch.Method("performCleanup", "()V", BEFORE, "cleaningFile"));

  private BlockingPatches() {}

  private static Patch probe(String type) {
    return Patch.of(
        PatchArea.DNS,
        type,
        Patch.Method.wrapping(
            "isReachable",
            "(Ljava/net/InetAddress;ILjava/net/NetworkInterface;I)Z",
            "beginProbe",
            "endProbe"));
  }

  private static Patch.Method blocker(
      String call, String name, String descriptor, String bridgeMethod) {
    return Patch.Method.replacing(call, name, descriptor, bridgeMethod);
  }

  private static Patch.Method lookup(String call, String bridgeMethod, List<String> method) {
    return blocker(call, method.getFirst(), method.getLast(), bridgeMethod);
  }

  private static List<String> byName() {
    return List.of(
        "lookupByName",
        "(Ljava/lang/String;Ljava/net/spi/InetAddressResolver$LookupPolicy;)"
            + "Ljava/util/stream/Stream;");
  }

  private static List<String> byAddress() {
    return List.of("lookupByAddress", "([B)Ljava/lang/String;");
  }

  static Stream<Patch> patches(boolean polls) {
    Stream<Patch> everywhere =
        Stream.of(RESOLVER, PROBE, IPV4_PROBE, PROCESS, SYNC, CHANNEL, LOCK, LOCKERS, MAPPED);
    Stream<Patch> withPoller =
        Stream.of(INPUT, OUTPUT, RANDOM_ACCESS, DISPATCHER, CHANNEL_CLOSE, CLOSE, CLEANING);
    return polls ? Stream.concat(everywhere, withPoller) : everywhere;
  }
}
