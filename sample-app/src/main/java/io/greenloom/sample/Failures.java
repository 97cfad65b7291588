package io.greenloom.sample;

import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;

/** Says in one clause, on one line, why something failed. */
final class Failures {

  private Failures() {}

  /** Returns the clause for {@code failure}; it never is empty and never has a line break. */
  static String describe(Throwable failure) {
    return switch (failure) {
      case UnknownHostException e -> "unknown host " + beforeColon(message(e));
      case SSLException e -> "TLS failure: " + describeTls(e);
      case OutOfMemoryError e -> "out of memory: " + message(e);
      case FetchException e -> message(e);
      default -> decapitalize(message(failure));
    };
  }

  private static String describeTls(SSLException failure) {
    Throwable root = failure;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    if (root instanceof CertPathBuilderException) {
      return "the server's certificate is not trusted (see --cacert)";
    }
    return decapitalize(message(root));
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static String beforeColon(String text) {
    int colon = text.indexOf(": ");
    return colon < 0 ? text : text.substring(0, colon);
  }

  private static String decapitalize(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
