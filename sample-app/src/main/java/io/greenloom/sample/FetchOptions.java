package io.greenloom.sample;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that both fetchers share, and the {@link FetchRun} they ask for. */
final class FetchOptions {

  private static final List<String> SERVER_OPTIONS =
      List.of("--urls", "--latency", "--size", "--tls", "--keystore");

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "What to fetch, over http or https.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read more URLs from FILE, one a line; # starts a comment, - is stdin.")
  private @Nullable String file;

  @Option(
      names = "--url-timeout",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "Longest wait to connect and for each read of a URL (default: --timeout).")
  private @Nullable Duration urlTimeout;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "At most N fetches at a time (default: all at once).")
  private @Nullable Integer concurrency;

  @Option(names = "--quiet", description = "Print only the failures and the summary.")
  private boolean quiet;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file, and no others.")
  private @Nullable Path cacert;

  @Option(
      names = "--urls",
      paramLabel = "N",
      description = "Mock server: number of URLs to fetch from it (default: 1000).")
  private @Nullable Integer mockUrls;

  @Mixin private ServerOptions server = new ServerOptions();

  /**
   * Checks the options and starts the run, whose clock ticks from then on; it brings its own mock
   * server if there is no URL.
   */
  FetchRun start(Duration timeout) throws IOException {
    check(!timeout.isZero(), "--timeout must be more than zero");
    check(concurrency == null || concurrency > 0, "--concurrency must be at least 1");
    check(mockUrls == null || mockUrls > 0, "--urls must be at least 1");
    check(urlTimeout == null || !urlTimeout.isZero(), "--url-timeout must be more than zero");
    Duration perUrl =
        urlTimeout == null || urlTimeout.compareTo(timeout) > 0 ? timeout : urlTimeout;
    int slots = concurrency == null ? Integer.MAX_VALUE : concurrency;
    List<String> urls = readUrls();
    if (!urls.isEmpty()) {
      for (String option : SERVER_OPTIONS) {
        check(!given(option), option + " is for the mock server, which no URL may be given for");
      }
      return new FetchRun(urls, timeout, slots, new UrlOpener(perUrl, trusted()), report(urls));
    }
    check(cacert == null, "--cacert is for the URLs given, and there is none");
    MockServer mock = server.start(0);
    List<String> mocked = mock.urls(mockUrls == null ? 1_000 : mockUrls);
    UrlOpener opener = new UrlOpener(perUrl, mock.clientSocketFactory());
    return new FetchRun(mocked, timeout, slots, opener, report(mocked), mock);
  }

  private Report report(List<String> urls) {
    return new Report(urls, quiet, System.out, System.err);
  }

  private List<String> readUrls() throws IOException {
    if (file == null) {
      return arguments;
    }
    List<String> urls = new ArrayList<>(arguments);
    try {
      urls.addAll(UrlFile.read(file));
    } catch (NoSuchFileException e) {
      throw usage("--file: there is no file " + file);
    } catch (IOException e) {
      throw usage("--file: cannot read " + file + ": " + Failures.describe(e));
    }
    check(!urls.isEmpty(), "--file: there is no URL in " + file);
    return urls;
  }

  private @Nullable SSLSocketFactory trusted() {
    if (cacert == null) {
      return null;
    }
    try {
      return Certificates.trusting(Certificates.readPem(cacert));
    } catch (NoSuchFileException e) {
      throw usage("--cacert: there is no file " + cacert);
    } catch (IOException e) {
      throw usage("--cacert: cannot read " + cacert + ": " + Failures.describe(e));
    }
  }

  private boolean given(String option) {
    return command().getParseResult().hasMatchedOption(option);
  }

  private void check(boolean holds, String sentence) {
    if (!holds) {
      throw usage(sentence);
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(command(), sentence);
  }

  private CommandLine command() {
    if (spec == null) {
      throw new IllegalStateException("options used outside a command");
    }
    return spec.commandLine();
  }
}
