package io.greenloom.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documentation's table is the list of settings. */
class ConfigurationDocTest {
  private static final Path DOC = Path.of("..", "docs", "configuration.md");

  @Test
  void tableIsTheListOfSettings() throws IOException {
    String table =
        Settings.all().stream()
            .map(ConfigurationDocTest::row)
            .collect(Collectors.joining("\n", "| --- | --- | --- | --- |\n", "\n\n"));

    assertThat(Files.readString(DOC)).contains(table);
  }

  private static String row(Setting<?> setting) {
    String byDefault = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.name(), byDefault, setting.allowed(), setting.help());
  }
}
