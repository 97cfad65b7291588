package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's commands that need no build. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final Path LAUNCHER = Path.of("..", "greenloom").toAbsolutePath().normalize();

  @Test
  void helps() throws Exception {
    Result help = launch(LAUNCHER, "help");
    assertThat(help.output()).startsWith("Usage: greenloom demo");
    assertThat(help.exitCode()).isZero();
  }

  @Test
  void refusesUnknownCommand() throws Exception {
    Result result = launch(LAUNCHER, "demmo");
    assertThat(result.output())
        .isEqualTo("greenloom: there is no command 'demmo'; 'greenloom help' lists them.\n");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void wantsJavaArgumentsBehindDashes() throws Exception {
    Result result = launch(LAUNCHER, "run", "-jar", "app.jar");
    assertThat(result.output()).startsWith("greenloom: run does not know '-jar'");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesFolderWithoutJdk(@TempDir Path folder) throws Exception {
    Result result = launch(LAUNCHER, folder, "version");
    assertThat(result.output()).contains("GREENLOOM_JAVA_HOME is " + folder + ", which is not a");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void worksThroughSymbolicLinkWithBlanks(@TempDir Path folder) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("green loom"), LAUNCHER);
    Result result = launch(link, "version");
    Files.delete(link); // or JUnit would warn of it
    assertThat(result.output())
        .matches("Greenloom \\d\\S+\nJDK " + Runtime.version().feature() + "\\b.* in .*\n");
    assertThat(result.exitCode()).isZero();
  }

  private static Result launch(Path launcher, String... args) throws Exception {
    return launch(launcher, Path.of(System.getProperty("java.home")), args);
  }

  private static Result launch(Path launcher, Path javaHome, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GREENLOOM_JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private record Result(int exitCode, String output) {}
}
