package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UrlFileTest {

  @Test
  void skipsBlankLinesAndComments() throws IOException {
    assertThat(parse("# all\n\nhttp://a/\r\n  http://b/#part  \n   # none\n \t\nhttp://c/"))
        .containsExactly("http://a/", "http://b/#part", "http://c/");
  }

  @Test
  void keepsOrderAndRepetition() throws IOException {
    assertThat(parse("b\na\nb\n")).containsExactly("b", "a", "b");
  }

  @Test
  void skipsTheByteOrderMark() throws IOException {
    assertThat(parse("\ufeffhttp://a/\n")).containsExactly("http://a/");
  }

  @Test
  void readsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("urls"), "http://a/\n");
    assertThat(UrlFile.read(file.toString())).containsExactly("http://a/");
  }

  private static List<String> parse(String text) throws IOException {
    return UrlFile.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
