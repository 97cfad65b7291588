package io.greenloom.bench;

/** Something that a thread does again and again, as soon as the others let it. */
interface Turn {
  /** Returns whether the thread has had its turn, after waiting for it, or has waited in vain. */
  boolean take() throws Exception;
}
