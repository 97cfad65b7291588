package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.SKIP_IF;

import io.greenloom.PatchArea;
import java.util.stream.Stream;

/** A channel in blocking mode writes all that it is given, for greenlets too. */
final class ChannelPatches {
  private static final String BUFFER = "(Ljava/nio/ByteBuffer;)I";
  private static final String BUFFERS = "([Ljava/nio/ByteBuffer;II)J";

  private static final Patch SOCKET =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.SocketChannelImpl",
          new Patch.Method("implWrite", BUFFER, SKIP_IF, "writeSocketFully"),
          new Patch.Method("implWrite", BUFFERS, SKIP_IF, "gatherSocketFully"));

  private static final Patch PIPE =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.SinkChannelImpl",
          new Patch.Method("write", BUFFER, SKIP_IF, "writeSinkFully"),
          new Patch.Method("write", BUFFERS, SKIP_IF, "gatherSinkFully"));

  private ChannelPatches() {}

  static Stream<Patch> patches() {
    return Stream.of(SOCKET, PIPE);
  }
}
