package io.qahan.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Links within the project; what is elsewhere is not asked. */
class DocumentLinksTest {
  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\\n]*`", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ +(.+)$", Pattern.MULTILINE);

  static Stream<Arguments> shouldLeadSomewhere() {
    List<Arguments> links = new ArrayList<>();
    for (Path page : MarkdownPages.all()) {
      Matcher link = LINK.matcher(CODE.matcher(MarkdownPages.text(page)).replaceAll("`"));
      while (link.find()) {
        if (!link.group(1).contains(":")) {
          links.add(arguments(MarkdownPages.name(page), link.group(1)));
        }
      }
    }
    return links.stream();
  }

  @ParameterizedTest
  @MethodSource
  void shouldLeadSomewhere(String page, String link) {
    String[] parts = link.split("#", 2);
    Path from = MarkdownPages.ROOT.resolve(page);
    Path target =
        parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize().toAbsolutePath();
    assertThat(target).as(page).exists();
    if (parts.length == 2 && target.toString().endsWith(".md")) {
      assertThat(anchorsOf(target)).as(page).contains(parts[1]);
    }
  }

  /** As a forge makes them of headings. */
  private static List<String> anchorsOf(Path page) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> anchors = new ArrayList<>();
    Matcher heading = HEADING.matcher(BLOCK.matcher(text(page)).replaceAll(""));
    while (heading.find()) {
      String anchor =
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  private static String text(Path page) {
    assertThat(Files.isReadable(page)).isTrue();
    return MarkdownPages.text(page);
  }
}
