package io.qahan.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The label desk of the live page, in Chromium, over images that nobody else labels. */
class LabelDeskIT {
  private static final String CORRECTED = "[\\d,]+ labels learned, [\\d,]+ corrected";
  private static final Pattern LEARNED = Pattern.compile("has learned ([\\d,]+) labels");

  @RegisterExtension static final OpenLivePage LIVE = new OpenLivePage(WatchedPipeline::unlabelled);

  private Chromium page;

  @BeforeEach
  void takePage() {
    page = LIVE.page();
    page.await("an image on the desk", () -> page.at("desk-view").isDisplayed());
  }

  @Test
  void shouldLabelFiveByKeyboardTeachTheHeadAndCorrectOne() {
    showToken(); // the first label asks for it
    long before = learned();
    page.at("labeller").sendKeys("eva");
    page.at("desk-title").click(); // and the desk has the focus

    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      seen.add(onDesk());
      press(i == 4 ? "y" : Integer.toString(i + 3));
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(page.all("#given .thumb")).hasSize(6); // and the first

    WebElement newest = page.all("#given .thumb").get(1);
    assertThat(newest.getAccessibleName()).isEqualTo("Labelled 6: correct it");
    newest.click();
    page.await("the labelled image", () -> page.text("desk-guess").startsWith("Labelled 6."));
    press("9");
    assertThat(page.text("desk-said"))
        .isEqualTo("Sent as a correction: 9, not 6. It counts once the trainer has it.");
    assertThat(page.all("#given .thumb").get(0).getAccessibleName())
        .isEqualTo("Labelled 9: correct it");
    assertThat(page.script("return localStorage.getItem('qahan-labeller')")).isEqualTo("eva");

    // A head is published for new images, not for a correction alone, and if the gate lets it.
    for (int i = 0; i < 40 && !(learned() >= before + 5 && showsCorrections()); i++) {
      press("y");
    }
    page.await("examples", () -> learned() >= before + 5);
    page.await("the correction in a head", this::showsCorrections);
    assertThat(page.text("desk-learned")).startsWith("You sent ");
  }

  private boolean showsCorrections() {
    return page.text("head-of").matches(CORRECTED);
  }

  @Test
  void shouldRefuseWithoutTheTokenAndSayHowToGiveIt() {
    page.at("desk-title").click(); // and the desk has the focus
    page.actions().sendKeys("4").perform();
    page.await("a refusal", () -> !page.all("#desk-said.bad").isEmpty());

    assertThat(page.text("desk-said")).contains("Not sent", "ingest.http.admin.token");
    assertThat(page.redLines()).singleElement().asString().contains("403");
    assertThat(page.at("desk-token").isDisplayed()).isTrue();
    assertThat(page.all("#given .thumb")).isEmpty();

    page.at("label-token").sendKeys("another token, a wrong one", Keys.ENTER);
    page.await("a refusal", () -> page.text("desk-said").contains("does not know this"));
    assertThat(page.redLines()).singleElement().asString().contains("403");

    page.at("label-token").sendKeys(WatchedPipeline.TOKEN, Keys.ENTER);
    page.await("the label", () -> page.text("desk-said").startsWith("Sent: it is 4."));
    assertThat(page.at("desk-token").isDisplayed()).isFalse();
    assertThat(page.script("return Object.values(localStorage).join()"))
        .asString()
        .doesNotContain(WatchedPipeline.TOKEN);
  }

  @Test
  void shouldGiveALabelThatWaitedForTheTokenToItsOwnImage() {
    String first = onDesk();
    page.at("desk-title").click(); // and the desk has the focus
    page.actions().sendKeys("4").perform();
    page.await("the field", () -> page.at("desk-token").isDisplayed());
    assertThat(page.redLines()).singleElement().asString().contains("403");
    page.await(
        "another image",
        () -> {
          page.all("#queue .thumb").get(0).click();
          return !onDesk().equals(first);
        });
    String second = onDesk();

    page.at("label-token").sendKeys(WatchedPipeline.TOKEN, Keys.ENTER);
    page.await("the label", () -> page.text("desk-said").startsWith("Sent: it is 4."));
    assertThat(onDesk()).isEqualTo(second);
    page.all("#given .thumb").get(0).click();
    page.await("the labelled image", () -> onDesk().equals(first));
  }

  @Test
  void shouldTakeAKeyThatIsHeldDownForOneAnswer() {
    String first = onDesk();
    page.script(
        "for (const key of ['s', '4', 'y']) document.getElementById('desk').dispatchEvent("
            + "new KeyboardEvent('keydown', {key, bubbles: true, repeat: true}))");
    assertThat(onDesk()).isEqualTo(first);
    assertThat(page.text("desk-said")).isEmpty();

    page.script(
        "document.getElementById('desk').dispatchEvent("
            + "new KeyboardEvent('keydown', {key: 'S', bubbles: true}))"); // capitals locked
    page.await("the next image", () -> !onDesk().equals(first));
  }

  @Test
  void shouldSkipAndKeepItsKeysFromFieldsAndFromTheRestOfThePage() {
    String first = onDesk();
    page.at("labeller").sendKeys("s4y");
    assertThat(onDesk()).isEqualTo(first);
    page.at("theme").sendKeys("s");
    assertThat(onDesk()).isEqualTo(first);
    assertThat(page.text("desk-said")).isEmpty();

    page.at("desk-title").click(); // and the desk has the focus
    page.actions().sendKeys("s").perform();
    page.await("the next image", () -> !onDesk().equals(first));
    page.at("labeller").clear();
  }

  @Test
  void shouldTakeWhatIsChosenInTheGalleryOrInTheQueue() {
    page.await("pictures", () -> page.all(".picture").size() > 3);
    WebElement picture = page.all(".picture").get(2);
    page.await(
        "the chosen image",
        () -> {
          picture.sendKeys(Keys.ENTER);
          return page.text("desk-about").startsWith(picture.findElement(By.tagName("b")).getText());
        });
    assertThat(page.at("picked-view").isDisplayed()).isTrue();

    page.await("a queue", () -> !page.all("#queue .thumb").isEmpty());
    String before = onDesk();
    page.await(
        "another image",
        () -> {
          page.all("#queue .thumb").get(0).click();
          return !onDesk().equals(before);
        });
  }

  @Test
  void shouldLabelADrawing() {
    showToken();
    WebElement field = page.at("draw");
    field.sendKeys(Keys.SPACE);
    for (int i = 0; i < 14; i++) {
      field.sendKeys(Keys.ARROW_DOWN);
    }
    field.sendKeys(Keys.ENTER);
    page.await("an answer", () -> !page.all("#sent.good, #sent.bad").isEmpty());
    assertThat(page.at("label-sent").isDisplayed()).isTrue();

    page.at("label-sent").click();
    press("1");

    assertThat(page.text("desk-said")).startsWith("Sent: it is 1.");
    assertThat(page.all("#given .thumb").get(0).getAccessibleName())
        .isEqualTo("Labelled 1: correct it");
  }

  /** Labels one image, which asks for the token, and gives it. */
  private void showToken() {
    page.at("desk-title").click(); // and the desk has the focus
    page.actions().sendKeys("2").perform();
    page.await("the field", () -> page.at("desk-token").isDisplayed());
    page.at("label-token").sendKeys(WatchedPipeline.TOKEN, Keys.ENTER);
    page.await("the label", () -> page.text("desk-said").startsWith("Sent: it is 2."));
    assertThat(page.redLines()).singleElement().asString().contains("403");
  }

  /** Presses a key, and waits until the label is sent and another image lies there. */
  private void press(String key) {
    String before = onDesk();
    page.actions().sendKeys(key).perform();
    page.await("another image after " + key, () -> !onDesk().equals(before));
  }

  /** The id of the image on the desk. */
  private String onDesk() {
    return page.at("desk-image").getDomAttribute("data-id");
  }

  private long learned() {
    Matcher found = LEARNED.matcher(page.text("desk-learned"));
    return found.find() ? Long.parseLong(found.group(1).replace(",", "")) : 0;
  }
}
