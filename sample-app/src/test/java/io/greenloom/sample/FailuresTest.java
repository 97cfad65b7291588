package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Object[][] examples() {
    SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
    untrusted.initCause(new CertificateException(new CertPathBuilderException("no path")));
    return new Object[][] {
      {new ConnectException("Connection refused"), "connection refused"},
      {new UnknownHostException("a.invalid"), "unknown host a.invalid"},
      {new UnknownHostException("a.invalid: Name not known"), "unknown host a.invalid"},
      {new FetchException("HTTP 404 Not Found"), "HTTP 404 Not Found"},
      {new SSLException("Unrecognized message"), "TLS failure: unrecognized message"},
      {untrusted, "TLS failure: the server's certificate is not trusted (see --cacert)"},
      {new IOException("two\r\nlines\n"), "two lines"},
      {new EOFException(), "java.io.EOFException"},
      {new IOException("TLS needs a key"), "TLS needs a key"},
      {new OutOfMemoryError("no thread"), "out of memory: no thread"},
    };
  }

  @ParameterizedTest
  @MethodSource("examples")
  void describes(Throwable failure, String clause) {
    assertThat(Failures.describe(failure)).isEqualTo(clause);
  }
}
