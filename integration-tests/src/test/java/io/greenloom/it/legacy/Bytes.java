package io.greenloom.it.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** Data that nobody can mistake for other data, and its checksum. */
final class Bytes {
  /** No power of two, so that pieces are of all sizes. */
  private static final int PIECE = 7_001;

  private Bytes() {}

  /** The same for the same seed. */
  static byte[] random(int length, long seed) {
    byte[] data = new byte[length];
    new Random(seed).nextBytes(data);
    return data;
  }

  static long checksum(byte[] data) {
    CRC32 sum = new CRC32();
    sum.update(data);
    return sum.getValue();
  }

  /** Length and checksum, as text. */
  static String describe(byte[] data) {
    return data.length + " " + Long.toHexString(checksum(data));
  }

  /** Reads to the end, piece by piece; length and checksum. */
  static String describe(InputStream in) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
    byte[] piece = new byte[PIECE];
    long length = 0;
    for (int n = checked.read(piece); n >= 0; n = checked.read(piece)) {
      length += n;
    }
    return length + " " + Long.toHexString(checked.getChecksum().getValue());
  }

  /** Reads to the end, piece by piece; length and checksum. */
  static String describe(ReadableByteChannel channel) throws IOException {
    CRC32 sum = new CRC32();
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    long length = 0;
    while (channel.read(piece) >= 0) {
      piece.flip();
      length += piece.remaining();
      sum.update(piece);
      piece.clear();
    }
    return length + " " + Long.toHexString(sum.getValue());
  }
}
