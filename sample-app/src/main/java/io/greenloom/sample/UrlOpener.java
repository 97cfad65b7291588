package io.greenloom.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code urlopen(url).read()} in blocking Java: gets a URL over http or https, follows
 * redirects, and takes a status of 400 and above as a failure. Any thread may use it.
 */
final class UrlOpener {

  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_PORT = 65_535;

  private final Duration timeout;
  private final @Nullable SSLSocketFactory tls;

  /**
   * Makes an opener that waits {@code timeout} at most for a connection and for each read, and that
   * trusts what {@code tls} trusts, or what the JDK does if it is null.
   */
  UrlOpener(Duration timeout, @Nullable SSLSocketFactory tls) {
    this.timeout = timeout;
    this.tls = tls;
  }

  /** Returns the body of {@code address}; {@link Failures} puts every exception into words. */
  byte[] read(String address) throws IOException {
    URL url = parse(address);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = open(url);
      URL next = redirect(url, connection);
      if (next == null) {
        return body(connection);
      }
      url = next;
    }
    throw new FetchException("more than " + MAX_REDIRECTS + " redirects");
  }

  private static URL parse(String address) throws IOException {
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (scheme.isEmpty()) {
        throw new FetchException("malformed URL: it has no http:// or https:// in front");
      }
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new FetchException("unsupported scheme '" + scheme + "', only http and https are");
      }
      URL url = uri.toURL();
      if (url.getHost().isEmpty()) {
        throw new FetchException("malformed URL: it has no host");
      }
      if (url.getPort() > MAX_PORT) {
        throw new FetchException("malformed URL: port " + url.getPort() + " is out of range");
      }
      return url;
    } catch (URISyntaxException e) {
      throw new FetchException("malformed URL: " + e.getReason().toLowerCase(Locale.ROOT));
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new FetchException("malformed URL: " + Failures.describe(e));
    }
  }

  private HttpURLConnection open(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    // The JDK follows no redirect from http to https, so that all of them are followed here.
    connection.setInstanceFollowRedirects(false);
    int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    if (tls != null && connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(tls);
    }
    try {
      connection.connect();
      if (connection.getResponseCode() < 0) {
        throw new FetchException("the answer is not HTTP");
      }
    } catch (SocketTimeoutException e) {
      throw timedOut(e);
    }
    return connection;
  }

  private static @Nullable URL redirect(URL from, HttpURLConnection connection) throws IOException {
    String location = connection.getHeaderField("Location");
    boolean redirected =
        switch (connection.getResponseCode()) {
          case 301, 302, 303, 307, 308 -> location != null;
          default -> false;
        };
    if (!redirected || location == null) {
      return null;
    }
    connection.getInputStream().close();
    try {
      return parse(from.toURI().resolve(new URI(location)).toString());
    } catch (URISyntaxException e) {
      throw new FetchException("redirected to a malformed URL: " + location);
    }
  }

  private byte[] body(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
      connection.disconnect();
      String reason = connection.getResponseMessage();
      throw new FetchException(("HTTP " + status + " " + (reason == null ? "" : reason)).strip());
    }
    byte[] data;
    try (InputStream in = connection.getInputStream()) {
      data = in.readAllBytes();
    } catch (SocketTimeoutException e) {
      throw timedOut(e);
    }
    long expected = connection.getContentLengthLong();
    if (data.length < expected) {
      throw new FetchException(
          "connection closed after %d of %d bytes".formatted(data.length, expected));
    }
    return data;
  }

  private FetchException timedOut(SocketTimeoutException cause) {
    FetchException failure =
        new FetchException(Failures.describe(cause) + " after " + Durations.format(timeout));
    failure.initCause(cause);
    return failure;
  }
}
