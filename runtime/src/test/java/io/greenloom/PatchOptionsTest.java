package io.greenloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchOptionsTest {
  @Test
  void allSaysNothing() {
    assertThat(PatchOptions.all().settings()).isEmpty();
    assertThat(PatchArea.values()).allMatch(PatchOptions.all()::includes);
  }

  @Test
  void areasAreSettings() {
    PatchOptions options = PatchOptions.all().without(PatchArea.DNS, PatchArea.FILE);

    assertThat(options.settings()).isEqualTo(Map.of("dns", "false", "file", "false"));
    assertThat(options).hasToString("dns=false,file=false");
    assertThat(options.includes(PatchArea.DNS)).isFalse();
    assertThat(options.includes(PatchArea.SLEEP)).isTrue();
    assertThat(options).isEqualTo(PatchOptions.all().with("dns", "false").with("file", " false "));
    assertThat(options.with(PatchArea.DNS).includes(PatchArea.DNS)).isTrue();
  }

  @Test
  void onlySaysEverything() {
    PatchOptions options = PatchOptions.only(PatchArea.SOCKET);

    assertThat(options.settings()).hasSize(PatchArea.values().length);
    assertThat(PatchArea.values()).filteredOn(options::includes).containsExactly(PatchArea.SOCKET);
  }

  @Test
  void doNotChange() {
    PatchOptions options = PatchOptions.all();
    PatchOptions changed = options.with("hubs", "1").with("hubs", "2");

    assertThat(options).isEqualTo(PatchOptions.all());
    assertThat(changed).hasToString("hubs=2");
    assertThat(changed).hasSameHashCodeAs(PatchOptions.all().with("hubs", "2"));
  }

  @Test
  void areCheckedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PatchOptions.all().with("hub", "1"))
        .withMessageContaining("unknown option 'hub'; did you mean 'hubs'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PatchOptions.all().with("hubs", "none"))
        .withMessage("option hubs must be auto or a number from 1 to 1024, not 'none'");
  }
}
