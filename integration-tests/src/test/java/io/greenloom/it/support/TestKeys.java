package io.greenloom.it.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A key for localhost whose certificate no one trusts by default. */
public final class TestKeys {
  /** Of {@link #writePkcs12}. */
  public static final String PASSWORD = "password";

  private final HeldCertificate held =
      new HeldCertificate.Builder()
          .commonName("localhost")
          .addSubjectAlternativeName("localhost")
          .addSubjectAlternativeName("127.0.0.1")
          .build();

  /** For a server with this key. */
  public HandshakeCertificates serverCertificates() {
    return new HandshakeCertificates.Builder().heldCertificate(held).build();
  }

  /** For a client that trusts this key only. */
  public HandshakeCertificates clientCertificates() {
    return new HandshakeCertificates.Builder().addTrustedCertificate(held.certificate()).build();
  }

  /** Writes the key and, to be trusted, its certificate. */
  public Path writePkcs12(Path folder) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("keys.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {held.certificate()};
    store.setKeyEntry("key", held.keyPair().getPrivate(), PASSWORD.toCharArray(), chain);
    store.setCertificateEntry("trusted", held.certificate());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** Writes the certificate. */
  public Path writePem(Path folder) throws IOException {
    return Files.writeString(folder.resolve("cert.pem"), held.certificatePem());
  }
}
