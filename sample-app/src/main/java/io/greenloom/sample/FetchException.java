package io.greenloom.sample;

import java.io.IOException;

/** A fetch that failed for a reason its message states in one clause. */
final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  FetchException(String clause) {
    super(clause);
  }
}
