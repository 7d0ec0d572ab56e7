package io.qahan.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The live page by keyboard, to a screen reader, and in both colour schemes, in Chromium. */
class LivePageAccessIT {
  private static final int MOST_STOPS = 120;

  @RegisterExtension static final OpenLivePage LIVE = new OpenLivePage();

  private Chromium page;

  @BeforeEach
  void takePage() {
    page = LIVE.page();
    page.await("pictures", () -> page.all(".picture").size() >= 12);
    page.await("the buttons", () -> page.at("operate").isDisplayed());
  }

  @Test
  void shouldReachEveryControlByTabAndShowWhereTheFocusIs() {
    page.script("document.querySelector('.picture').click()"); // and it lies on the desk
    List<String> stops = new ArrayList<>();
    while (stops.size() < MOST_STOPS && !stops.contains("readyz")) {
      page.actions().sendKeys(Keys.TAB).perform();
      Map<String, Object> focus = page.probe("focus.js");
      String name = focus.get("name").toString();
      assertThat(focus.get("visible")).as("focus on [%s] after %s", name, stops).isEqualTo(true);
      stops.add(name.startsWith("picture") ? "picture" : name);
    }

    assertThat(stops)
        .containsSubsequence(
            "#main",
            "captions",
            "pause",
            "theme",
            "desk-right",
            "desk-skip",
            "0",
            "9",
            "labeller",
            "masks",
            "picture",
            "file",
            "draw",
            "send",
            "clear",
            "token",
            "version",
            "reason",
            "freeze",
            "resume",
            "pin",
            "roll-back",
            "api/summary",
            "readyz");
  }

  @Test
  void shouldDoByKeyboardWhatThePointerDoes() {
    page.all(".skip").get(0).sendKeys(Keys.ENTER);
    assertThat(page.script("return document.activeElement.id")).isEqualTo("main");

    WebElement pause = page.at("pause");
    pause.sendKeys(Keys.SPACE);
    assertThat(pause.getDomAttribute("aria-pressed")).isEqualTo("true");
    pause.sendKeys(Keys.ENTER);
    assertThat(pause.getDomAttribute("aria-pressed")).isEqualTo("false");

    page.at("masks").sendKeys(Keys.SPACE);
    assertThat(page.at("masks").isSelected()).isFalse();

    page.await(
        "a picked picture",
        () -> {
          page.all(".picture").get(3).sendKeys(Keys.ENTER);
          return page.all(".picture[aria-pressed=true]").size() == 1;
        });
    assertThat(page.at("picked-view").isDisplayed()).isTrue();
  }

  @Test
  void shouldDrawAndSendByKeyboard() {
    WebElement field = page.at("draw");
    field.sendKeys(Keys.SPACE);
    for (int i = 0; i < 14; i++) {
      field.sendKeys(Keys.ARROW_DOWN);
    }
    assertThat(field.getAccessibleName())
        .startsWith("Drawing field, pen down at column 14, row 21");
    field.sendKeys(Keys.ENTER);

    page.await("an answer", () -> !page.all("#sent.good, #sent.bad").isEmpty());
    assertThat(page.text("sent")).startsWith("Class ");
  }

  @Test
  void shouldNameEverythingToAScreenReader() {
    page.await("the matrix", () -> page.at("matrix").isDisplayed());

    List<AccessibleNode> tree = page.accessibilityTree();

    assertThat(tree)
        .filteredOn(node -> node.focusable() && !node.role().equals("main"))
        .hasSizeGreaterThan(30)
        .allSatisfy(node -> assertThat(node.name()).as("%s", node).isNotBlank());
    assertThat(names(tree, "button"))
        .contains("Pause", "Theme: system", "Classify the drawing", "Clear")
        .contains("Freeze", "Resume", "Pin", "Roll back")
        .anyMatch(name -> name.matches("Class \\d with \\d+ %, .*, mask by .+"));
    assertThat(names(tree, "textbox"))
        .contains("Admin token", "Reason", "Your name, for the record");
    assertThat(names(tree, "combobox")).containsExactly("Head version");
    assertThat(names(tree, "checkbox")).containsExactly("show masks");
    assertThat(names(tree, "application")).containsExactly("Drawing field");
    assertThat(names(tree, "region"))
        .contains("Numbers", "Label desk", "Images and what the mask kept", "One image", "Try it")
        .contains("Accuracy over time", "Solver latency", "The solver chain", "Operate")
        .contains("Answers by class", "The model", "Drift");
    assertThat(names(tree, "table")).anyMatch(name -> name.startsWith("Confusion matrix"));
    assertThat(names(tree, "list")).contains("Recent images, the newest first");
    assertThat(page.at("file").getAccessibleName()).isEqualTo("choose a file");
  }

  @Test
  void shouldTellAScreenReaderWhatChanges() {
    page.at("send").click();

    List<AccessibleNode> tree = page.accessibilityTree();

    assertThat(tree)
        .filteredOn(node -> node.role().equals("status"))
        .hasSize(4)
        .allSatisfy(status -> assertThat(status.live()).isEqualTo("polite"));
    assertThat(names(tree, "StaticText")).contains("Draw something first.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void shouldBeLegibleInBothColourSchemes(String scheme) {
    page.prefer(scheme);
    page.await("verdicts", () -> !page.all(".picture.right, .picture.wrong").isEmpty());
    page.await("the curve", () -> !page.all("#accuracy-chart path.served").isEmpty());
    page.await("the chain", () -> page.text("chain").contains("breaker"));
    page.await("the matrix", () -> !page.all("#matrix td[title]").isEmpty());
    page.await(
        "a picked picture",
        () -> {
          page.all(".picture").get(3).click();
          return page.at("picked-view").isDisplayed();
        });
    page.at("send").click(); // an empty drawing: a message in red

    Map<String, Object> contrast = page.probe("contrast.js");
    assertThat((List<?>) contrast.get("faint")).isEmpty();
    assertThat((long) contrast.get("checked")).isGreaterThan(150);
  }

  @Test
  void shouldFollowTheSystemsSchemeUnlessTheButtonSaysOtherwise() {
    String light = ground();
    page.prefer("dark");
    String dark = ground();
    assertThat(dark).isNotEqualTo(light);

    WebElement theme = page.at("theme");
    theme.sendKeys(Keys.ENTER);
    assertThat(theme.getText()).isEqualTo("Theme: light");
    assertThat(ground()).isEqualTo(light);
    page.prefer("light");
    theme.sendKeys(Keys.ENTER);
    assertThat(theme.getText()).isEqualTo("Theme: dark");
    assertThat(ground()).isEqualTo(dark);
    theme.sendKeys(Keys.ENTER);
    assertThat(ground()).isEqualTo(light);
  }

  private String ground() {
    return page.script("return getComputedStyle(document.body).backgroundColor").toString();
  }

  private static List<String> names(List<AccessibleNode> tree, String role) {
    return tree.stream()
        .filter(node -> node.role().equals(role))
        .map(AccessibleNode::name)
        .toList();
  }
}
