package io.qahan.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The live page on the screen of a phone, in Chromium. */
class PhonePageIT {
  private static final String SCREENSHOTS = "qahan.test.screenshots";
  private static final int WIDTH = 390;
  private static final int HEIGHT = 844;
  private static final int LONGEST = 2_200;

  @RegisterExtension static final OpenLivePage LIVE = new OpenLivePage();

  private Chromium page;

  @BeforeEach
  void takePage() {
    page = LIVE.page();
    page.resize(WIDTH, HEIGHT);
    page.await("pictures", () -> page.all(".picture").size() >= 12);
    page.script("document.querySelector('.picture').click()"); // and it lies on the desk
    page.await("the desk", () -> page.at("desk-view").isDisplayed());
    page.await("the curve", () -> !page.all("#accuracy-chart path.served").isEmpty());
    page.await("the buttons", () -> page.at("operate").isDisplayed());
  }

  @Test
  void shouldBeShortAndBeginWithNumbersAccuracyAndTheLabelDesk() {
    assertThat(height()).isLessThanOrEqualTo(LONGEST);
    assertThat(top("rate"))
        .isLessThan(top("accuracy-chart"))
        .isLessThan(HEIGHT / 2L); // seen without scrolling
    assertThat(top("accuracy-chart")).isLessThan(top("desk")).isLessThan(HEIGHT);
    assertThat(top("desk")).isLessThan(HEIGHT);
    assertThat(top("desk-classes")).isLessThan(top("stream"));
    assertThat(page.text("stream-note")).doesNotContain("Waiting");
  }

  @Test
  void shouldCutNothingOffFoldedOrNot() {
    Map<String, Object> folded = page.probe("cutoff.js");
    assertThat((List<?>) folded.get("cut")).isEmpty();

    assertThat(page.at("solvers").isDisplayed()).isFalse();
    page.all("details.fold > summary").forEach(summary -> summary.click());
    page.await("the solvers", () -> page.text("solvers").contains("auto:exact"));
    assertThat(
            page.script(
                "return getComputedStyle(document.querySelector('#solvers td:last-child'), '::before')"
                    + ".content"))
        .asString()
        .contains("better than greedy");
    page.await("latencies", () -> !page.all("#latency-charts rect.bar").isEmpty());
    page.await("the matrix", () -> page.at("matrix").isDisplayed());

    Map<String, Object> open = page.probe("cutoff.js");
    assertThat((List<?>) open.get("cut")).isEmpty();
    assertThat((long) open.get("checked")).isGreaterThan((long) folded.get("checked"));
  }

  @Test
  void shouldUnfoldWhereThereIsRoom() {
    page.resize(1_480, 1_400);

    page.await("the solvers", () -> page.at("solvers").isDisplayed());
    assertThat(page.all("details.fold:not([open])")).isEmpty();
  }

  /** Takes pictures of the page: {@code -Dqahan.test.screenshots=DIRECTORY}. */
  @Test
  @EnabledIfSystemProperty(named = SCREENSHOTS, matches = ".+")
  void shouldHaveItsPictureTaken() throws Exception {
    Path pictures = Path.of(System.getProperty(SCREENSHOTS));
    for (String scheme : List.of("light", "dark")) {
      page.prefer(scheme);
      page.resize(WIDTH, (int) height());
      page.screenshot(pictures.resolve("phone-" + scheme + ".png"));
      page.resize(WIDTH, HEIGHT);
    }
  }

  private long height() {
    return (long) page.script("return document.documentElement.scrollHeight");
  }

  private long top(String id) {
    return (long)
        page.script(
            "return Math.round(document.getElementById(arguments[0]).getBoundingClientRect().top)",
            id);
  }
}
