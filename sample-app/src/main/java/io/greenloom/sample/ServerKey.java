package io.greenloom.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server's TLS key and self-signed certificate for localhost, made by the JDK's keytool. */
public final class ServerKey {

  private static final String ALIAS = "mock";

  /** No secret: keytool demands a password, and the key proves nothing but localhost. */
  private static final String PASSWORD = "greenloom";

  private final KeyStore store;

  private ServerKey(KeyStore store) {
    this.store = store;
  }

  /**
   * Loads the key from a file, which is made if it is missing.
   *
   * @param keystore the file, null to make a key and keep no file
   * @return the key
   * @throws IOException if it can be neither loaded nor made
   */
  public static ServerKey obtain(@Nullable Path keystore) throws IOException {
    if (keystore != null && Files.exists(keystore)) {
      return load(keystore);
    }
    Path folder = Files.createTempDirectory("greenloom-key");
    Path made = folder.resolve("key.p12");
    try {
      generate(made);
      ServerKey key = load(made);
      if (keystore != null) {
        Files.move(made, keystore, StandardCopyOption.REPLACE_EXISTING);
      }
      return key;
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  /** The certificate that clients have to trust. */
  Certificate certificate() throws IOException {
    try {
      return store.getCertificate(ALIAS);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /**
   * Makes a context for servers that show this certificate.
   *
   * @return the context
   * @throws IOException if the key is unusable
   */
  public SSLContext serverContext() throws IOException {
    try {
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static ServerKey load(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      if (!store.isKeyEntry(ALIAS)) {
        throw new IOException("the key store " + file + " has no key named " + ALIAS);
      }
      return new ServerKey(store);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static IOException unusable(GeneralSecurityException cause) {
    return new IOException("the TLS key is unusable: " + Failures.describe(cause), cause);
  }

  private static void generate(Path file) throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path keytool = home.resolve("bin").resolve(windows ? "keytool.exe" : "keytool");
    if (!Files.isExecutable(keytool)) {
      throw new IOException("TLS needs keytool, which the Java in " + home + " lacks: use a JDK");
    }
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair"));
    command.addAll(List.of("-alias", ALIAS, "-dname", "CN=localhost", "-validity", "3650"));
    // An elliptic-curve key, because an RSA signature would dominate the server's handshakes.
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-ext", "san=dns:localhost,ip:127.0.0.1"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    }
  }
}
