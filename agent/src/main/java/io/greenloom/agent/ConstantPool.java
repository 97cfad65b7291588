package io.greenloom.agent;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The constant pool of a class file, just as far as finding and redirecting method references needs
 * it (JVMS 4.4). Reading one costs far less than parsing the class, which matters because every
 * application class is looked at.
 */
final class ConstantPool {
  private static final int COUNT_OFFSET = 8;
  private static final int FIRST_ENTRY_OFFSET = 10;
  private static final int MAX_COUNT = 0xFFFF;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHODREF = 10;
  private static final int NAME_AND_TYPE = 12;

  private final byte[] classFile;

  /** Where the entry with an index starts; 0 for the unusable ones. */
  private final int[] offsets;

  /** Where the pool ends. */
  private final int end;

  ConstantPool(byte[] classFile) {
    this.classFile = classFile;
    this.offsets = new int[u2(COUNT_OFFSET)];
    int at = FIRST_ENTRY_OFFSET;
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = at;
      int tag = classFile[at];
      at += size(tag, at);
      if (tag == 5 || tag == 6) {
        i++; // long and double take two indices
      }
    }
    this.end = at;
  }

  private int size(int tag, int at) {
    return switch (tag) {
      case UTF8 -> 3 + u2(at + 1);
      case 3, 4, 9, METHODREF, 11, NAME_AND_TYPE, 17, 18 -> 5;
      case 5, 6 -> 9;
      case CLASS, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> throw new IllegalArgumentException("constant pool tag " + tag);
    };
  }

  private int u2(int at) {
    return (classFile[at] & 0xFF) << 8 | (classFile[at + 1] & 0xFF);
  }

  private boolean is(int index, int tag) {
    return offsets[index] != 0 && classFile[offsets[index]] == tag;
  }

  private boolean isUtf8(int index, byte[] text) {
    int at = offsets[index];
    return is(index, UTF8)
        && u2(at + 1) == text.length
        && Arrays.equals(classFile, at + 3, at + 3 + text.length, text, 0, text.length);
  }

  /** The index of the first method reference with this name and type after another, or 0. */
  int nextMethodref(byte[] name, byte[] descriptor, int after) {
    for (int i = after + 1; i < offsets.length; i++) {
      if (is(i, METHODREF)) {
        int nameAndType = offsets[u2(offsets[i] + 3)];
        if (isUtf8(u2(nameAndType + 1), name) && isUtf8(u2(nameAndType + 3), descriptor)) {
          return i;
        }
      }
    }
    return 0;
  }

  /** The name of the class that a method reference names, with slashes. */
  String ownerOf(int methodref) {
    int utf8 = offsets[u2(offsets[u2(offsets[methodref] + 1)] + 1)];
    return new String(classFile, utf8 + 3, u2(utf8 + 1), StandardCharsets.UTF_8);
  }

  /** Whether two more entries fit. */
  boolean hasRoom() {
    return offsets.length + 2 <= MAX_COUNT;
  }

  /** The class file with some method references pointing to a method of the same name elsewhere. */
  byte[] redirect(List<Integer> methodrefs, String newOwner) {
    int newClass = offsets.length + 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(classFile, 0, COUNT_OFFSET);
      out.writeShort(offsets.length + 2);
      out.write(classFile, FIRST_ENTRY_OFFSET, end - FIRST_ENTRY_OFFSET);
      out.writeByte(UTF8);
      out.writeUTF(newOwner);
      out.writeByte(CLASS);
      out.writeShort(newClass - 1);
      out.write(classFile, end, classFile.length - end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] result = bytes.toByteArray();
    for (int methodref : methodrefs) {
      result[offsets[methodref] + 1] = (byte) (newClass >> 8);
      result[offsets[methodref] + 2] = (byte) newClass;
    }
    return result;
  }
}
