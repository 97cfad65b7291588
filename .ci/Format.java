import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks that every Java file below the current folder is in google-java-format style; with {@code
 * --replace}, rewrites those that are not. Run by the build (see the root pom.xml) on the JDK it
 * compiles with, because the formatter needs a newer one than Maven may run on.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean replace = args.length > 0 && args[0].equals("--replace");
    List<String> command = new ArrayList<>();
    command.addAll(replace ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    List<String> files = javaFiles();
    command.addAll(files);

    StringWriter unformatted = new StringWriter();
    int exit = 0;
    if (!files.isEmpty()) {
      PrintWriter out = new PrintWriter(unformatted);
      PrintWriter err = new PrintWriter(System.err, true);
      exit = new Main(out, err, System.in).format(command.toArray(String[]::new));
      out.flush();
      err.flush();
    }
    if (exit == 0) {
      System.out.println(
          (replace ? "Formatted " : "Format is fine: ") + files.size() + " Java files");
    } else {
      unformatted
          .toString()
          .lines()
          .map("Not in google-java-format style: "::concat)
          .forEach(System.err::println);
      System.err.println("To format all files: mvn -N -Pformat process-sources");
    }
    System.exit(exit);
  }

  private static List<String> javaFiles() throws IOException {
    try (Stream<Path> files = Files.find(Path.of(""), 50, (file, attributes) -> isSource(file))) {
      return files.sorted().map(Path::toString).toList();
    }
  }

  private static boolean isSource(Path file) {
    for (Path part : file) {
      if (part.endsWith("target") || part.endsWith(".git")) {
        return false;
      }
    }
    return file.toString().endsWith(".java");
  }
}
