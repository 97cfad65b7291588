package io.greenloom.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The key of the measured server, which {@code keytool} has made for one run. */
final class TestKey {
  private static final String PASSWORD = "benchmark";

  private TestKey() {}

  /** Returns a context that has the key and trusts it. */
  static SSLContext in(Path keystore) throws IOException {
    char[] password = PASSWORD.toCharArray();
    try {
      KeyStore keys = KeyStore.getInstance(keystore.toFile(), password);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, password);
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(keys);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no key in " + keystore, e);
    } finally {
      Arrays.fill(password, ' ');
    }
  }
}
