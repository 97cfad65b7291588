package io.greenloom.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The mock server as a program of its own. */
@Command(
    name = "MockServer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = VersionProvider.class,
    description = {
      "Answers every request with the same text, /status/CODE with that status.",
      "Prints its URL as the first line and serves until standard input closes."
    })
final class MockServerCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port on the loopback address (default: ${DEFAULT-VALUE}, a free one).")
  private int port;

  @Mixin private ServerOptions options = new ServerOptions();

  @Option(
      names = "--cert-out",
      paramLabel = "FILE",
      description = "Write the certificate to trust to FILE, as PEM; needs --tls.")
  private @Nullable Path certificateFile;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65_535) {
      throw usage("--port must be 0 to 65535");
    }
    try (MockServer server = options.start(port)) {
      Certificate certificate = server.certificate();
      if (certificateFile != null) {
        if (certificate == null) {
          throw usage("--cert-out needs --tls");
        }
        Certificates.writePem(certificateFile, certificate);
      }
      System.out.println(server.baseUrl());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    return 0;
  }

  private ParameterException usage(String sentence) {
    if (spec == null) {
      throw new IllegalStateException(sentence);
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
