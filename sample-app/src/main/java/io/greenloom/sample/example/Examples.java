package io.greenloom.sample.example;

import io.greenloom.sample.VersionProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that has all examples as subcommands, and lists them if it is given none. */
@Command(
    name = "example",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    description = "gevent's examples, on Greenloom. 'example NAME --help' explains one.",
    subcommands = {
      ConcurrentDownload.class,
      DatabasePool.class,
      DnsMassResolve.class,
      EchoServer.class,
      PortForwarder.class,
      Processes.class,
      Sendfile.class,
      SlowWebHandler.class,
      NativeSleeps.class,
      TlsServer.class,
      UdpClient.class,
      UdpServer.class,
      UnixSocket.class,
      WebServer.class,
      WebChat.class,
      WebProxy.class,
    })
public final class Examples implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** Makes the command. */
  public Examples() {}

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
  }
}
