package io.greenloom.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files as Linux writes them on processors with the lowest byte first. */
class DescriptorsTest {
  private static final String HEAD = "  sl  local_address rem_address   st ...\n";
  private static final String REST = " 0A 00000000:00000000 00:00000000 00000000  1000        0 ";

  @TempDir private Path process;

  private Descriptors descriptors = new Descriptors(Path.of(""));

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    Files.createDirectories(process.resolve("fd"));
    Files.createDirectories(process.resolve("net"));
    descriptors = new Descriptors(process);
  }

  private static int read(int fd) {
    return fd << 2 | GreenloomGreenlet.READ;
  }

  private void link(int fd, String target) throws IOException {
    Files.createSymbolicLink(process.resolve("fd/" + fd), Path.of(target));
  }

  private void socket(int fd, int inode, String file, String addresses) throws IOException {
    link(fd, "socket:[" + inode + "]");
    Files.writeString(
        process.resolve("net/" + file), HEAD + "   0: " + addresses + REST + inode + " 1 0 100\n");
  }

  private String describe(String verb, int fd) {
    descriptors.note(read(fd));
    return descriptors.describe(verb, read(fd));
  }

  @Test
  void connectedSocket() throws IOException {
    socket(7, 4711, "tcp", "0100007F:1F90 020000C0:01BB");

    assertThat(describe("read", 7))
        .isEqualTo("socket read from 192.0.0.2:443 at 127.0.0.1:8080, fd 7");
    assertThat(descriptors.describe("write", read(7)))
        .isEqualTo("socket write to 192.0.0.2:443 at 127.0.0.1:8080, fd 7");
  }

  @Test
  void listeningSocket() throws IOException {
    socket(
        7,
        4711,
        "tcp6",
        "00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000");

    assertThat(describe("accept", 7)).isEqualTo("socket accept at *:8080, fd 7");
  }

  @Test
  void socketOfBothProtocolVersions() throws IOException {
    socket(
        7,
        4711,
        "tcp6",
        "0000000000000000FFFF00000100007F:1F90 B80D0120000000000000000001000000:0050");

    assertThat(describe("connect", 7))
        .isEqualTo("socket connect to [2001:db8:0:0:0:0:0:1]:80 at 127.0.0.1:8080, fd 7");
  }

  @Test
  void datagramSocket() throws IOException {
    socket(7, 4711, "udp", "00000000:0035 00000000:0000");

    assertThat(describe("read", 7)).isEqualTo("datagram socket read at *:53, fd 7");
  }

  @Test
  void unixDomainSocket() throws IOException {
    link(7, "socket:[99]");
    Files.writeString(
        process.resolve("net/unix"),
        "Num RefCount ...\n0000: 00000002 00000000 00010000 0001 01 99 /run/the socket\n");

    assertThat(describe("accept", 7)).isEqualTo("unix socket accept at /run/the socket, fd 7");
  }

  @Test
  void socketThatTheKernelDoesNotList() throws IOException {
    link(7, "socket:[5]");
    Files.writeString(process.resolve("net/tcp"), "something\nelse: of another form\n");

    assertThat(describe("read", 7)).isEqualTo("socket read, fd 7");
  }

  @Test
  void othersThanSockets() throws IOException {
    link(7, "pipe:[5]");
    link(8, "/dev/pts/0");

    assertThat(describe("read", 7)).isEqualTo("pipe read, fd 7");
    assertThat(describe("read", 8)).isEqualTo("read of /dev/pts/0, fd 8");
    assertThat(describe("read", 9)).isEqualTo("read, fd 9");
  }
}
