package io.qahan.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen from the page's files alone, without a browser. */
class PageFilesTest {
  private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg"; // a name, never loaded
  private static final Pattern ELSEWHERE = Pattern.compile("(?:https?:)?//[a-z0-9.-]+\\.[a-z]{2,}");
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern LOOK_UP = Pattern.compile("\\b(?:at|say)\\('([^']+)'");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");
  private static final Pattern LOADED = Pattern.compile("\\b(?:src|href)=\"([^\"#]+)\"");
  private static final Pattern REFERENCE =
      Pattern.compile("\\b(?:for|aria-labelledby|aria-describedby)=\"([^\"]+)\"");

  private final Map<String, String> files = files();
  private final String html = files.get("index.html");
  private final List<String> ids = all(ID, html);

  @Test
  void shouldLoadNothingFromElsewhere() {
    files.forEach(
        (name, text) ->
            assertThat(all(ELSEWHERE, text.replace(SVG_NAMESPACE, ""))).as(name).isEmpty());
  }

  @Test
  void shouldHaveEveryElementThatAScriptLooksUp() {
    Set<String> wanted = new HashSet<>();
    files.forEach(
        (name, text) -> {
          if (name.endsWith(".js")) {
            wanted.addAll(all(LOOK_UP, text));
          }
        });

    assertThat(wanted).hasSizeGreaterThan(40);
    assertThat(ids).containsAll(wanted).doesNotHaveDuplicates();
  }

  @Test
  void shouldHaveEveryFileAndElementThatIsReferredTo() {
    files.forEach((name, text) -> assertThat(files.keySet()).containsAll(all(IMPORT, text)));
    Set<String> routes = Set.of("api/summary", "metrics", "readyz");
    assertThat(all(LOADED, html))
        .isNotEmpty()
        .allMatch(target -> files.containsKey(target) || routes.contains(target));
    assertThat(all(REFERENCE, html)).isNotEmpty().allMatch(ids::contains);
  }

  @Test
  void shouldKeepScriptsAndStylesOutOfTheMarkup() {
    assertThat(html)
        .doesNotContain(" style=", "<style", "javascript:")
        .doesNotContainPattern("\\son[a-z]+=\"")
        .doesNotContainPattern("<script(?![^>]*src=)");
  }

  /** Texts from records must never become markup. */
  @Test
  void shouldNeverWriteMarkupFromAScript() {
    files.forEach(
        (name, text) ->
            assertThat(text)
                .as(name)
                .doesNotContain(
                    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("));
  }

  @Test
  void shouldLabelEveryControlAndAnnounceWhatChanges() {
    assertThat(html)
        .contains("lang=\"en\"", "role=\"alert\"", "role=\"status\"", "aria-live=\"polite\"")
        .contains("<main", "<header", "<footer", "class=\"skip\"", "aria-pressed");
    for (String input : all(Pattern.compile("<input[^>]*\\bid=\"([^\"]+)\""), html)) {
      assertThat(html)
          .as(input)
          .containsPattern(
              "<label[^>]*>[^<]*<input[^>]*id=\"" + input + "\"|for=\"" + input + "\"");
    }
    assertThat(files.get("page.css"))
        .contains(":focus-visible", "prefers-reduced-motion", "color-scheme: light dark")
        .contains("[data-theme=\"light\"]", "[data-theme=\"dark\"]");
  }

  private static List<String> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().map(found -> found.group(matcher.groupCount())).toList();
  }

  private static Map<String, String> files() {
    try {
      Path directory =
          Path.of(Objects.requireNonNull(PageFilesTest.class.getResource("site")).toURI());
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> paths = Files.list(directory)) {
        for (Path path : paths.toList()) {
          files.put(path.getFileName().toString(), Files.readString(path));
        }
      }
      return files;
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
