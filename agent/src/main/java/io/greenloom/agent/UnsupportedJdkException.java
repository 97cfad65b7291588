package io.greenloom.agent;

/** This JDK lacks what Greenloom patches or calls; the message is a sentence for the user. */
final class UnsupportedJdkException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedJdkException(String message) {
    super(message);
  }
}
