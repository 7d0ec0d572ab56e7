package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every score that prose quotes stands, rounded, in a file that the same paragraph links. */
class QuotedNumbersTest {
  private static final Path RESULTS = Path.of("results");
  private static final Pattern QUOTED = Pattern.compile("(?<![\\d.])0\\.\\d{3,4}(?!\\d)");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d+\\.\\d+(?!\\d)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  /** A list's item, a table's row or a paragraph is one, however its lines are broken. */
  private static final Pattern PARAGRAPHS = Pattern.compile("\\n(?=\\n|\\||#|[*-] |\\d+\\. )");

  /** Numbers of a paragraph that none of its links has; empty for those that link no result. */
  private static List<String> unfounded(Path page, String paragraph) throws IOException {
    List<BigDecimal> known = new ArrayList<>();
    for (MatchResult link : LINK.matcher(paragraph).results().toList()) {
      Path linked = page.toAbsolutePath().resolveSibling(link.group(1)).normalize();
      if (linked.startsWith(RESULTS.toAbsolutePath()) && !linked.toString().endsWith(".png")) {
        NUMBER
            .matcher(Files.readString(linked))
            .results()
            .forEach(number -> known.add(new BigDecimal(number.group())));
      }
    }
    return known.isEmpty()
        ? List.of()
        : QUOTED
            .matcher(paragraph)
            .results()
            .map(MatchResult::group)
            .filter(quoted -> known.stream().noneMatch(one -> isRounded(one, quoted)))
            .toList();
  }

  private static boolean isRounded(BigDecimal number, String quoted) {
    BigDecimal value = new BigDecimal(quoted);
    return number.setScale(value.scale(), RoundingMode.HALF_UP).compareTo(value) == 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "results/README.md",
        "README.md",
        "../README.md",
        "../deploy/docs/measured.md",
        "../deploy/docs/how-to/experiments.md"
      })
  void shouldStandInTheFilesThatTheyComeFrom(String file) throws IOException {
    Path page = Path.of(file);
    for (String paragraph : PARAGRAPHS.split(Files.readString(page))) {
      assertThat(unfounded(page, paragraph)).as(paragraph).isEmpty();
    }
  }

  /** What is said of the paper has no score without a source. */
  @Test
  void shouldNameASourceForEveryScoreOfTheResults() throws IOException {
    Path page = RESULTS.resolve("README.md");
    assertThat(
            Files.readAllLines(page).stream()
                .takeWhile(line -> !line.equals("## Streams"))
                .toList())
        .filteredOn(line -> QUOTED.matcher(line).find())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).containsPattern(LINK));
  }

  @Test
  void shouldNoticeANumberThatNobodyMeasured() throws IOException {
    Path page = RESULTS.resolve("README.md");
    String link = "[it](mnist/mnist-qaham/history.csv)";
    String there =
        Files.readAllLines(RESULTS.resolve("mnist/mnist-qaham/history.csv")).get(1).split(",")[2];
    String rounded = new BigDecimal(there).setScale(4, RoundingMode.HALF_UP).toString();
    assertThat(unfounded(page, rounded + " " + link)).isEmpty();
    assertThat(unfounded(page, "0.1234 " + link)).containsExactly("0.1234");
  }
}
