package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.api.FoundListener;
import io.greenloom.it.api.Listens;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.JarFiles;
import io.greenloom.it.support.Jars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B54: who is told of patching, in which order, and what a veto does. */
final class MonkeyListenersIT {
  private static final String ASKED =
      "sleep=true,socket=false,ssl=false,select=false,thread=false,dns=true,file=false,"
          + "process=false,hubs=1";

  @TempDir private Path folder;

  private Path services(String... names) throws IOException {
    return new JarFiles()
        .entry(
            "META-INF/services/io.greenloom.PatchListener",
            String.join("\n", names).getBytes(StandardCharsets.UTF_8))
        .write(folder.resolve("services.jar"));
  }

  private ChildJvm selfAttached() throws IOException {
    return ChildJvm.of(Listens.class)
        .classPath(Jars.testClasses(), Jars.agent(), services(FoundListener.class.getName()))
        .jvmArgs("-XX:+EnableDynamicAgentLoading");
  }

  private ChildJvm underTheAgent(String options) throws IOException {
    return ChildJvm.of(Listens.class)
        .classPath(Jars.testClasses(), services(FoundListener.class.getName()))
        .agent(options);
  }

  private static List<String> events(ChildResult result) {
    return result.out().stream().filter(line -> line.matches("(added|found): .*")).toList();
  }

  @Test
  void orderOfEvents() throws IOException {
    ChildResult result = selfAttached().run().assertErr().assertExit(3);
    assertThat(events(result))
        .containsExactly(
            "added: willPatchAll " + ASKED,
            "found: willPatchAll " + ASKED,
            "added: will sleep",
            "found: will sleep",
            "added: did sleep",
            "found: did sleep",
            "added: will dns",
            "found: will dns",
            "added: did dns",
            "found: did dns",
            "added: didPatchAll 2",
            "found: didPatchAll 2");
    assertThat(result.out()).contains("removed: true", "anything: true");
  }

  @Test
  void vetoOfAnArea() throws IOException {
    for (String who : List.of("added", "found")) {
      ChildResult result =
          selfAttached().jvmArgs("-Dtest." + who + ".veto=will sleep").run().assertErr();
      String type = who.equals("added") ? "EventPrinter" : "FoundListener";
      assertThat(result.assertExit(3).out())
          .contains(
              "sleep: false vetoed by io.greenloom.it.api." + type + ": not today",
              "added: did dns",
              "added: didPatchAll 1")
          .doesNotContain("added: did sleep", "found: did sleep");
      assertThat(result.out().contains("found: will sleep")).isEqualTo(who.equals("found"));
    }
  }

  @Test
  void vetoOfEverything() throws IOException {
    ChildResult result =
        selfAttached().jvmArgs("-Dtest.added.veto=willPatchAll " + ASKED).run().assertErr();
    String reason = "false vetoed by io.greenloom.it.api.EventPrinter: not today";
    result
        .assertExit(3)
        .assertOut(
            "main",
            "removed: true",
            "added: willPatchAll " + ASKED,
            "sleep: " + reason,
            "dns: " + reason,
            "file: " + reason,
            "anything: false",
            "hello ",
            "platform");
  }

  @Test
  void brokenListener() throws IOException {
    ChildResult result =
        selfAttached()
            .jvmArgs("-Dtest.added.fail=will sleep", "-Dtest.found.fail=didPatchAll 2")
            .run()
            .assertExit(3);
    String broken = " failed and is ignored: java.lang.IllegalArgumentException: broken";
    result.assertErr(
        "greenloom: io.greenloom.it.api.EventPrinter.willPatch" + broken,
        "greenloom: io.greenloom.it.api.FoundListener.didPatchAll" + broken);
    assertThat(result.out()).contains("found: did sleep");
  }

  @Test
  void listenerThatIsNotThere() throws IOException {
    ChildJvm.of(Listens.class)
        .classPath(Jars.testClasses(), services("com.acme.Gone", FoundListener.class.getName()))
        .agent("")
        .args("none")
        .run()
        .assertOneSentence("left out", "com.acme.Gone")
        .assertExit(3);
  }

  @Test
  void foundBeforeMain() throws IOException {
    ChildResult result = underTheAgent("hubs=1,dns=false").args("none").run().assertErr();
    String areas =
        "sleep=true,socket=true,ssl=true,select=true,thread=true,dns=false,file=true,process=true";
    assertThat(result.assertExit(3).out())
        .startsWith(
            "found: willPatchAll " + areas + ",hubs=1",
            "found: will sleep",
            "found: did sleep",
            "found: will socket",
            "found: did socket",
            "found: will ssl")
        .endsWith(
            "found: did process",
            "found: didPatchAll 7",
            "main",
            "anything: true",
            "hello none",
            "green");
  }

  @Test
  void vetoBeforeMain() throws IOException {
    ChildResult area =
        underTheAgent("").jvmArgs("-Dtest.found.veto=will thread").args("none").run().assertErr();
    assertThat(area.assertExit(3).out())
        .contains("found: will thread", "found: did dns", "anything: true", "platform");
    ChildResult sockets =
        underTheAgent("report=true").jvmArgs("-Dtest.found.veto=will socket").args("x").run();
    assertThat(sockets.out()).doesNotContain("found: will ssl").endsWith("green");
    assertThat(sockets.err())
        .anyMatch(line -> line.matches(" +ssl +not patched +waits in sockets, which are not.*"))
        .anyMatch(line -> line.matches(" +socket +not patched +vetoed by .*FoundListener: not.*"));
    String all =
        "sleep=true,socket=true,ssl=true,select=true,thread=true,dns=true,file=true,process=true";
    underTheAgent("")
        .jvmArgs("-Dtest.found.veto=willPatchAll " + all)
        .args("none")
        .run()
        .assertOneSentence("vetoed by", "FoundListener: not today", "runs unpatched")
        .assertExit(3)
        .assertOut(
            "found: willPatchAll " + all, "main", "anything: false", "hello none", "platform");
  }

  @Test
  void addsAfterAVetoBeforeMain() throws IOException {
    ChildResult result = underTheAgent("").jvmArgs("-Dtest.found.veto=will dns").run();
    assertThat(result.assertExit(3).out())
        .contains("main", "added: will dns", "added: didPatchAll 7")
        .endsWith("green");
    assertThat(result.err()).hasSize(1);
  }
}
