package io.greenloom.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Reads and writes certificates as PEM and makes TLS clients that trust them. */
final class Certificates {

  private Certificates() {}

  /** Reads all certificates in {@code file}; none at all is an error. */
  static Collection<? extends Certificate> readPem(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new IOException("it is not a PEM file of certificates", e);
    }
  }

  /** Writes {@code certificate} to {@code file}, in place of what is there. */
  static void writePem(Path file, Certificate certificate) throws IOException {
    try {
      byte[] line = {'\n'};
      String body = Base64.getMimeEncoder(64, line).encodeToString(certificate.getEncoded());
      Files.writeString(
          file,
          "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n",
          StandardCharsets.US_ASCII);
    } catch (CertificateException e) {
      throw new IOException("the certificate cannot be encoded", e);
    }
  }

  /** Returns a socket factory that trusts exactly {@code certificates}. */
  static SSLSocketFactory trusting(Collection<? extends Certificate> certificates)
      throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("trusted-" + number++, certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + Failures.describe(e), e);
    }
  }
}
