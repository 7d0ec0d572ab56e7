package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IniFileTest {
  private final List<String> faults = new ArrayList<>();

  private Map<String, Map<String, String>> parse(String... lines) {
    return IniFile.parse("dwave.conf", String.join("\n", lines), faults);
  }

  @Test
  void shouldTakeBothSeparatorsAndLowerTheCaseOfKeys() {
    assertThat(parse("[prod]", "Token = a=b", "SOLVER: c:d", "empty ="))
        .isEqualTo(Map.of("prod", Map.of("token", "a=b", "solver", "c:d", "empty", "")));
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldSkipWholeLineCommentsOnly() {
    assertThat(parse("# one", "; two", "[a]", "  # three", "key = value # four"))
        .isEqualTo(Map.of("a", Map.of("key", "value # four")));
  }

  @Test
  void shouldJoinIndentedLines() {
    assertThat(parse("[a]", "solver = {", "   \"qpu\": true", "  }", "next = 1"))
        .isEqualTo(Map.of("a", Map.of("solver", "{\n\"qpu\": true\n}", "next", "1")));
  }

  @Test
  void shouldNameTheLineOfAFaultButNotRepeatIt() {
    parse("secret = 1", "[a]", "secret", "key = 1", "KEY = 2", "[a]");

    assertThat(faults)
        .hasSize(4)
        .allMatch(fault -> fault.contains("[dwave.conf]"))
        .noneMatch(fault -> fault.contains("secret"))
        .anyMatch(fault -> fault.contains("line 1"))
        .anyMatch(fault -> fault.contains("line 3"))
        .anyMatch(fault -> fault.contains("line 5") && fault.contains("[key]"))
        .anyMatch(fault -> fault.contains("line 6") && fault.contains("[a]"));
  }

  @Test
  void shouldExpandPercentSigns() {
    Map<String, String> section = Map.of("host", "h%%x", "url", "http://%(host)s/");

    assertThat(Interpolation.expand("100%%", section)).isEqualTo("100%");
    assertThat(Interpolation.expand(section.get("url"), section)).isEqualTo("http://h%x/");
    assertThatThrownBy(() -> Interpolation.expand("50% off", section)).hasMessageContaining("%%");
    assertThatThrownBy(() -> Interpolation.expand("%(port)s", section))
        .hasMessageContaining("[port]");
    assertThatThrownBy(() -> Interpolation.expand("%(a)s", Map.of("a", "%(a)s")))
        .hasMessageContaining("itself");
  }
}
