package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.emulator.FaultRule.Kind;
import io.qahan.dwave.emulator.FaultRule.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultFileTest {
  private static List<FaultRule> parse(String... lines) {
    return FaultFile.parse("faults.txt", List.of(lines));
  }

  private static List<Boolean> shows(FaultRule rule, int requests) {
    return IntStream.range(0, requests).mapToObj(i -> rule.shows(Operation.SUBMIT)).toList();
  }

  @Test
  void shouldReadALineForEachFault() {
    List<FaultRule> rules =
        parse("# nothing", "", "submit 429 retry-after=1.5 # busy", "any drop-after");

    assertThat(rules).extracting(FaultRule::kind).containsExactly(Kind.STATUS, Kind.DROP_AFTER);
    assertThat(rules.get(0).status()).isEqualTo(429);
    assertThat(rules.get(0).duration()).isEqualTo(Duration.ofMillis(1500));
    assertThat(rules.get(1).duration()).isNull();
  }

  @Test
  void shouldReadAFileThatAnEditorBeganWithAByteOrderMark(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("f\u00e4lle.txt"), "\uFEFFsubmit 429\n");
    assertThat(FaultFile.read(file)).extracting(FaultRule::status).containsExactly(429);
  }

  @Test
  void shouldShowAFaultWhenItIsDue() {
    assertThat(shows(parse("submit drop skip=2 every=3 times=2").get(0), 12))
        .containsExactly(
            false, false, true, false, false, true, false, false, false, false, false, false);
    assertThat(shows(parse("poll drop").get(0), 2)).containsExactly(false, false);
    assertThat(shows(parse("any drop").get(0), 2)).containsExactly(true, true);
  }

  @Test
  void shouldNameEveryLineThatIsWrong() {
    assertThatThrownBy(
            () -> parse("submit", "fly 429", "submit 200", "submit explode", "submit 429 often=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[faults.txt]")
        .hasMessageContaining("line 1: [submit]")
        .hasMessageContaining("line 2: [fly]")
        .hasMessageContaining("line 3: [200]")
        .hasMessageContaining("line 4: [explode]")
        .hasMessageContaining("line 5: [often=2]")
        .hasMessageContaining("drop-after");
  }
}
